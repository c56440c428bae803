# The other side of the engine's benchmarks: the same work as EngineFigures.cs, through PyTorch.
# Reads lines "figure repetitions"; answers each with "seconds result".
import sys
import time

import torch
from torch import nn

torch.set_num_threads(int(sys.argv[1]))


class Bottleneck(nn.Module):
    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, planes, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, 4 * planes, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * planes)
        self.downsample = None
        if stride != 1 or inputs != 4 * planes:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, 4 * planes, 1, stride=stride, bias=False), nn.BatchNorm2d(4 * planes))

    def forward(self, x):
        y = self.bn1(self.conv1(x)).relu_()
        y = self.bn2(self.conv2(y)).relu_()
        y = self.bn3(self.conv3(y))
        y.add_(x if self.downsample is None else self.downsample(x))
        return y.relu_()


class ResNet50(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        blocks, inputs = [], 64
        for planes, count, stride in [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)]:
            for i in range(count):
                blocks.append(Bottleneck(inputs, planes, stride if i == 0 else 1))
                inputs = 4 * planes
        self.layers = nn.Sequential(*blocks)
        self.fc = nn.Linear(inputs, 1000)

    def forward(self, x):
        x = self.maxpool(self.bn1(self.conv1(x)).relu_())
        return self.fc(self.layers(x).mean([2, 3]))


def add():
    x, y = torch.ones(4), torch.ones(4)

    def run(repetitions):
        with torch.no_grad():
            for _ in range(repetitions):
                z = x + y
        return z

    return run


def matmul():
    torch.manual_seed(1)
    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)

    def run(repetitions):
        with torch.no_grad():
            for _ in range(repetitions):
                c = a.matmul(b)
        return c

    return run


def forward():
    torch.manual_seed(1)
    model = ResNet50().eval()
    images = torch.randn(1, 3, 512, 512)

    def run(repetitions):
        with torch.no_grad():
            for _ in range(repetitions):
                scores = model(images)
        return scores

    return run


def train():
    torch.manual_seed(1)
    model = ResNet50().train()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, weight_decay=1e-4)
    images = torch.randn(2, 3, 224, 224)
    labels = torch.tensor([3, 5])

    def run(repetitions):
        for _ in range(repetitions):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
        return loss

    return run


figures = {}
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    name, repetitions = line.split()
    if name not in figures:
        figures[name] = globals()[name]()
    started = time.perf_counter()
    result = figures[name](int(repetitions))
    seconds = time.perf_counter() - started
    print(seconds, result.abs().sum().item(), flush=True)
