"""Opens, straightens and reads pictures: numpy, OpenCV and the models. Imported only by the child without rights."""
