namespace Microsoft.Data.Analysis;

public abstract partial class DataFrameColumn
{
    private enum Relation { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual }

    public PrimitiveDataFrameColumn<bool> ElementwiseEquals<T>(T value) => Compare(Relation.Equal, value);

    public PrimitiveDataFrameColumn<bool> ElementwiseEquals(DataFrameColumn column) => Compare(Relation.Equal, column);

    public PrimitiveDataFrameColumn<bool> ElementwiseNotEquals<T>(T value) => Compare(Relation.NotEqual, value);

    public PrimitiveDataFrameColumn<bool> ElementwiseNotEquals(DataFrameColumn column) => Compare(Relation.NotEqual, column);

    public PrimitiveDataFrameColumn<bool> ElementwiseLessThan<T>(T value) => Compare(Relation.Less, value);

    public PrimitiveDataFrameColumn<bool> ElementwiseLessThan(DataFrameColumn column) => Compare(Relation.Less, column);

    public PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual<T>(T value) => Compare(Relation.LessOrEqual, value);

    public PrimitiveDataFrameColumn<bool> ElementwiseLessThanOrEqual(DataFrameColumn column) => Compare(Relation.LessOrEqual, column);

    public PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan<T>(T value) => Compare(Relation.Greater, value);

    public PrimitiveDataFrameColumn<bool> ElementwiseGreaterThan(DataFrameColumn column) => Compare(Relation.Greater, column);

    public PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual<T>(T value) => Compare(Relation.GreaterOrEqual, value);

    public PrimitiveDataFrameColumn<bool> ElementwiseGreaterThanOrEqual(DataFrameColumn column) => Compare(Relation.GreaterOrEqual, column);

    public PrimitiveDataFrameColumn<bool> ElementwiseIsNull() => Mask(cells.Select(cell => cell is null));

    public PrimitiveDataFrameColumn<bool> ElementwiseIsNotNull() => Mask(cells.Select(cell => cell is not null));

    private PrimitiveDataFrameColumn<bool> Compare(Relation relation, object? value)
    {
        if (value is not DataFrameColumn column)
            return Mask(cells.Select(cell => Holds(relation, cell, value)));
        if (column.Length != Length)
            throw new ArgumentException($"columns {Name} and {column.Name} have {Length} and {column.Length} rows", nameof(column));
        return Mask(cells.Zip(column.cells, (left, right) => Holds(relation, left, right)));
    }

    private BooleanDataFrameColumn Mask(IEnumerable<bool> values) => new(Name, values.ToList());

    /// <summary>Numbers of two types compare as doubles; strings only for equality, where a null equals a null.</summary>
    private bool Holds(Relation relation, object? left, object? right)
    {
        var equality = relation is Relation.Equal or Relation.NotEqual;
        if (DataType == typeof(string))
            return equality ? Equals(left, right) == (relation == Relation.Equal) : throw Refused(relation, right);
        RefuseNulls([left, right], "comparison");
        if (left!.GetType() != right!.GetType())
            (left, right) = IsNumber(left) && IsNumber(right)
                ? (Convert.ToDouble(left), Convert.ToDouble(right))
                : throw Refused(relation, right);
        if (IsNaN(left) || IsNaN(right))
            return relation == Relation.NotEqual;
        if (left is bool && !equality)
            throw Refused(relation, right);
        var order = Comparer<object>.Default.Compare(left, right);
        return relation switch
        {
            Relation.Equal => order == 0,
            Relation.NotEqual => order != 0,
            Relation.Less => order < 0,
            Relation.LessOrEqual => order <= 0,
            Relation.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool IsNumber(object value) => Type.GetTypeCode(value.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private NotSupportedException Refused(Relation relation, object? value) =>
        new($"column {Name}: {relation} between {DataType.Name} and {value?.GetType().Name ?? "null"}");
}
