namespace Microsoft.Data.Analysis;

/// <summary>A column of text.</summary>
public class StringDataFrameColumn : DataFrameColumn, IEnumerable<string?>
{
    public StringDataFrameColumn(string name, IEnumerable<string?> values) : base(name, typeof(string), values) { }

    /// <summary>A column of nulls.</summary>
    public StringDataFrameColumn(string name, long length = 0)
        : base(name, typeof(string), Enumerable.Repeat<object?>(null, checked((int)length))) { }

    public new string? this[long rowIndex]
    {
        get => (string?)base[rowIndex];
        set => base[rowIndex] = value;
    }

    public void Append(string? value) => AppendCell(value);

    public new StringDataFrameColumn Clone(long numberOfNullsToAppend = 0) => (StringDataFrameColumn)base.Clone(numberOfNullsToAppend);

    public PrimitiveDataFrameColumn<bool> ElementwiseEquals(string? value) => base.ElementwiseEquals(value);

    public PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(string? value) => base.ElementwiseNotEquals(value);

    public IEnumerator<string?> GetEnumerator() => cells.Cast<string?>().GetEnumerator();

    internal override GroupBy Group(DataFrame frame) => new GroupBy<string>(frame, this);

    private protected override DataFrameColumn New(IEnumerable<object?> values) => new StringDataFrameColumn(Name, values.Cast<string?>());
}
