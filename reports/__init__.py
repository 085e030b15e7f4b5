"""Reports: asked for by those who coordinate, made by a worker, downloaded by those who may."""
