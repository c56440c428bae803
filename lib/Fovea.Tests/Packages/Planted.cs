namespace Fovea.Tests.Packages;

/// <summary>A small package of our own, with one of each form, to vary and to check.</summary>
internal static class Planted
{
    public const string Source = """
        using System.Collections.Generic;
        namespace Kit;
        public enum Mode { None, Max = 1, Mean = 2 }
        public delegate T Maker<T>(in int size, out long? count, ref Mode mode);
        public interface ISized<T> { int Rank { get; } T this[int index, string name = "n"] { get; set; } }
        public sealed class Lid { internal Lid() { } }
        public abstract class Box : ISized<Box>
        {
            public const string Unit = "mm";
            public static readonly (int, Mode?)[,] Grid;
            protected long?[] store;
            protected Box(Mode mode = Mode.Mean, float scale = 0.5f, System.Threading.CancellationToken token = default) { }
            public int Rank { get; }
            public Box this[int index, string name = "n"] { get => this; set { } }
            public object this[long row] { get => this; protected set { } }
            public event System.Action<Box> Changed { add { } remove { } }
            public long Size(long dim, bool keep = false) => 0;
            public long Size(params long[] sizes) => 0;
            public abstract void Fill();
            public virtual T Into<T, U>(IList<Dictionary<string, U[]>> parts, char separator = ',') where U : struct => default;
            public static implicit operator Box(double value) => null;
            public static Box operator +(Box left, Box right) => left;
            protected internal class Inner<U> { public class Deep { public U Value; } }
            internal void Hidden() { }
        }
        public class Bag : Box
        {
            public string Value = "";
            public override void Fill() { }
            public override string ToString() => Value;
        }
        public static class Boxes
        {
            public static double Volume(this Box box, double? factor = null, Glue how = null) => 0;
        }
        public class Glue { internal Glue() { } }
        """;

    /// <summary>What `tools/api-dump` of the shared folder prints for <see cref="Source"/>.</summary>
    public const string List = """
        T: class Kit.Bag : Kit.Box, Kit.ISized<Kit.Box>
          Kit.Bag: ctor ()
          Kit.Bag: field string Value
          Kit.Bag: override string ToString()
          Kit.Bag: override void Fill()
        T: abstract class Kit.Box : Kit.ISized<Kit.Box>
          Kit.Box: abstract void Fill()
          Kit.Box: ctor protected (Kit.Mode mode = (Kit.Mode)2, float scale = 0.5, CancellationToken token = default)
          Kit.Box: event Action<Kit.Box> Changed
          Kit.Box: field const string Unit
          Kit.Box: field protected long?[] store
          Kit.Box: field static (int, Kit.Mode?)[,] Grid
          Kit.Box: long Size(long dim, bool keep = false)
          Kit.Box: long Size(params long[] sizes)
          Kit.Box: prop Kit.Box this[int index, string name = "n"] { get; set; }
          Kit.Box: prop int Rank { get; }
          Kit.Box: prop object this[long row] { get; set; }
          Kit.Box: static Kit.Box op_Addition(Kit.Box left, Kit.Box right)
          Kit.Box: static Kit.Box op_Implicit(double value)
          Kit.Box: virtual T Into<T, U>(IList<Dictionary<string, U[]>> parts, char separator = ,)
        T: class Kit.Box.Inner<U>
          Kit.Box.Inner<U>: ctor ()
        T: class Kit.Box.Inner<U>.Deep
          Kit.Box.Inner<U>.Deep: ctor ()
          Kit.Box.Inner<U>.Deep: field U Value
        T: static class Kit.Boxes
          Kit.Boxes: static double Volume(this Kit.Box box, double? factor = null, Kit.Glue how = null)
        T: class Kit.Glue
        T: interface Kit.ISized<T>
          Kit.ISized<T>: prop abstract T this[int index, string name = "n"] { get; set; }
          Kit.ISized<T>: prop abstract int Rank { get; }
        T: sealed class Kit.Lid
        T: delegate Kit.Maker<T> : ICloneable, ISerializable
          Kit.Maker<T>: T (in int size, out long? count, ref Kit.Mode mode)
        T: enum Kit.Mode
          Kit.Mode.None = 0
          Kit.Mode.Max = 1
          Kit.Mode.Mean = 2
        """;

    public static IEnumerable<string> Violations(string source) => ApiRule.Violations(
        ApiDump.Surface(Compiled.Assembly(source)), ApiList.Parse(List.Split('\n')));
}
