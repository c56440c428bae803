using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Fovea.Tests.Engine;

/// <summary>The models that parity tests train, with their optimizers; <see cref="Python"/> has the same.</summary>
internal static class ParityModels
{
    /// <summary>Defines <c>build(kind)</c>, <c>data(kind)</c> and <c>train(kind, model, x, y, steps)</c>, which returns the losses.</summary>
    public const string Python = """
        import json, sys, torch, warnings
        from torch import nn
        from torch.optim.lr_scheduler import *
        warnings.simplefilter("ignore")

        class Transformer(nn.Module):
            def __init__(self):
                super().__init__()
                layer = nn.TransformerEncoderLayer(32, 4, 64, dropout=0.0, activation="gelu")
                self.encoder = nn.TransformerEncoder(layer, 2)
                self.head = nn.Linear(32, 4)

            def forward(self, x):
                return self.head(self.encoder(x).mean(0))

        def build(kind):
            if kind == "mlp":
                return nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 4))
            if kind == "convnet":
                return nn.Sequential(
                    nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
                    nn.Conv2d(8, 16, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
                    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 4))
            return Transformer()

        def data(kind):
            shape = {"mlp": (64, 10), "convnet": (16, 3, 12, 12), "transformer": (10, 16, 32)}[kind]
            samples = shape[1] if kind == "transformer" else shape[0]
            return torch.randn(shape), torch.randint(4, (samples,))

        def optimizer_of(kind, model):
            if kind == "mlp":
                weights = [p for p in model.parameters() if p.ndim > 1]
                biases = [p for p in model.parameters() if p.ndim == 1]
                groups = [{"params": weights, "weight_decay": 0.1}, {"params": biases, "lr": 2e-2, "weight_decay": 0}]
                return torch.optim.AdamW(groups, lr=1e-2), None, None
            if kind == "convnet":
                o = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=5e-4)
                return o, StepLR(o, 20, gamma=0.5), None
            o = torch.optim.Adam(model.parameters(), lr=5e-3)
            return o, SequentialLR(o, [LinearLR(o, 0.1, total_iters=5), CosineAnnealingLR(o, 45)], [5]), 0.5

        def train(kind, model, x, y, steps):
            optimizer, schedule, clip = optimizer_of(kind, model.train())
            losses = []
            for _ in range(steps):
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(x), y)
                loss.backward()
                if clip: nn.utils.clip_grad_norm_(model.parameters(), clip)
                optimizer.step()
                if schedule: schedule.step()
                losses.append(loss.item())
            return losses


        """;

    public static Module<Tensor, Tensor> Build(string kind) => kind switch
    {
        "mlp" => Sequential(Linear(10, 32), ReLU(), Linear(32, 32), Tanh(), Linear(32, 4)),
        "convnet" => Sequential(
            Conv2d(3, 8, 3, padding: 1), BatchNorm2d(8), ReLU(), MaxPool2d(2),
            Conv2d(8, 16, 3, stride: 2, padding: 1, bias: false), BatchNorm2d(16), ReLU(),
            AdaptiveAvgPool2d(1), Flatten(), Linear(16, 4)),
        _ => new Transformer(),
    };

    public static List<double> Train(string kind, Module<Tensor, Tensor> model, Tensor x, Tensor y, int steps)
    {
        model.train();
        var (optimizer, schedule, clip) = OptimizerOf(kind, model);
        using var _ = optimizer;
        var losses = new List<double>();
        for (int step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = functional.cross_entropy(model.call(x), y);
            loss.backward();
            if (clip is { } limit) utils.clip_grad_norm_(model.parameters(), limit);
            optimizer.step();
            schedule?.step();
            losses.Add(loss.ToSingle());
        }
        return losses;
    }

    private static (optim.Optimizer, LRScheduler?, double?) OptimizerOf(string kind, Module model)
    {
        if (kind == "mlp")
        {
            var weights = model.parameters().Where(p => p.ndim > 1);
            var biases = model.parameters().Where(p => p.ndim == 1);
            return (optim.AdamW(
                [
                    new AdamW.ParamGroup(weights, new AdamW.Options { weight_decay = 0.1 }),
                    new AdamW.ParamGroup(biases, lr: 2e-2),
                ],
                lr: 1e-2), null, null);
        }
        if (kind == "convnet")
        {
            var sgd = optim.SGD(model.parameters(), 0.05, momentum: 0.9, nesterov: true, weight_decay: 5e-4);
            return (sgd, StepLR(sgd, 20, gamma: 0.5), null);
        }
        var adam = optim.Adam(model.parameters(), lr: 5e-3);
        return (adam, SequentialLR(adam, [LinearLR(adam, 0.1, total_iters: 5), CosineAnnealingLR(adam, 45)], [5]), 0.5);
    }

    private sealed class Transformer : Module<Tensor, Tensor>
    {
        private readonly Encoder encoder = new();
        private readonly Linear head = Linear(32, 4);

        public Transformer() : base(nameof(Transformer)) => RegisterComponents();

        /// <param name="x">[L, N, 32].</param>
        public override Tensor forward(Tensor x) => head.call(encoder.call(x).mean([0]));
    }

    private sealed class Encoder : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Module<Tensor, Tensor>> layers = ModuleList<Module<Tensor, Tensor>>(new EncoderLayer(), new EncoderLayer());

        public Encoder() : base(nameof(Encoder)) => RegisterComponents();

        public override Tensor forward(Tensor x) => layers.Aggregate(x, (y, layer) => layer.call(y));
    }

    /// <summary>A post-norm layer under the names of torch.nn.TransformerEncoderLayer.</summary>
    private sealed class EncoderLayer : Module<Tensor, Tensor>
    {
        private readonly MultiheadAttention self_attn = MultiheadAttention(32, 4);
        private readonly Linear linear1 = Linear(32, 64);
        private readonly Linear linear2 = Linear(64, 32);
        private readonly LayerNorm norm1 = LayerNorm(32);
        private readonly LayerNorm norm2 = LayerNorm(32);

        public EncoderLayer() : base(nameof(EncoderLayer)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            x = norm1.call(x + self_attn.call(x, x, x, need_weights: false).Item1);
            return norm2.call(x + linear2.call(functional.gelu(linear1.call(x))));
        }
    }
}
