using Fovea.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Fovea.Detection.Detr;

/// <summary>DETR's backbone and position embedding, under the names they have in its checkpoints: <c>0.body</c> and <c>1</c>.</summary>
internal sealed class Backbone : Module
{
    [ComponentName(Name = "0")]
    private readonly Body body;
    [ComponentName(Name = "1")]
    private readonly Module<Tensor, Tensor> position;

    public Backbone(DetrOptions options) : base(nameof(Backbone))
    {
        body = new Body(options);
        var features = options.Transformer.Width / 2;
        position = options.LearnedPositions ? new LearnedPosition(features) : new SinePosition(features);
        RegisterComponents();
    }

    /// <summary>Gives the maps of all stages.</summary>
    public ResNet Network => body.Network;

    /// <summary>Where each location is: padding [B, H, W] to [B, C, H, W].</summary>
    public Tensor Positions(Tensor padding) => position.call(padding);

    private sealed class Body : Module
    {
        [ComponentName(Name = "body")]
        private readonly ResNet network;

        public Body(DetrOptions options) : base(nameof(Body))
        {
            network = new ResNet(options.Backbone);
            if (options.FreezesStem) network.FreezeStem();
            RegisterComponents();
        }

        public ResNet Network => network;
    }
}
