"""What is ours to choose?"""
