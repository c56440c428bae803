using System.Collections.ObjectModel;

namespace Microsoft.Data.Analysis;

/// <summary>The columns of a frame: of one length, no two of a name.</summary>
public class DataFrameColumnCollection : Collection<DataFrameColumn>
{
    internal DataFrameColumnCollection(IEnumerable<DataFrameColumn> columns)
    {
        foreach (var column in columns)
            Add(column);
    }

    internal long RowCount => Count == 0 ? 0 : this[0].Length;

    /// <summary>The column of a name; setting one renames it, and replaces the column of that name or goes last.</summary>
    public DataFrameColumn this[string columnName]
    {
        get => IndexOf(columnName) is >= 0 and var index
            ? this[index]
            : throw new ArgumentException(
                $"no column {columnName}; there are {string.Join(", ", this.Select(column => column.Name))}", nameof(columnName));
        set
        {
            value.SetName(columnName);
            var index = IndexOf(columnName);
            if (index < 0)
                Add(value);
            else
                this[index] = value;
        }
    }

    public int IndexOf(string columnName)
    {
        for (var index = 0; index < Count; index++)
            if (this[index].Name == columnName)
                return index;
        return -1;
    }

    public void Remove(string columnName)
    {
        if (IndexOf(columnName) is >= 0 and var index)
            RemoveAt(index);
    }

    public void RenameColumn(string currentName, string newName) => this[currentName].SetName(newName);

    public PrimitiveDataFrameColumn<T> GetPrimitiveColumn<T>(string name) where T : unmanaged => Get<PrimitiveDataFrameColumn<T>>(name);

    public BooleanDataFrameColumn GetBooleanColumn(string name) => Get<BooleanDataFrameColumn>(name);

    public Int32DataFrameColumn GetInt32Column(string name) => Get<Int32DataFrameColumn>(name);

    public Int64DataFrameColumn GetInt64Column(string name) => Get<Int64DataFrameColumn>(name);

    public SingleDataFrameColumn GetSingleColumn(string name) => Get<SingleDataFrameColumn>(name);

    public DoubleDataFrameColumn GetDoubleColumn(string name) => Get<DoubleDataFrameColumn>(name);

    public StringDataFrameColumn GetStringColumn(string name) => Get<StringDataFrameColumn>(name);

    protected override void InsertItem(int columnIndex, DataFrameColumn column)
    {
        Check(column, Count > 0, -1);
        base.InsertItem(columnIndex, column);
    }

    protected override void SetItem(int columnIndex, DataFrameColumn column)
    {
        Check(column, Count > 1, columnIndex);
        base.SetItem(columnIndex, column);
    }

    private T Get<T>(string name) where T : DataFrameColumn => this[name] as T
        ?? throw new ArgumentException($"column {name} is a {this[name].GetType().Name}, not a {typeof(T).Name}", nameof(name));

    private void Check(DataFrameColumn column, bool fixedLength, int replaced)
    {
        ArgumentNullException.ThrowIfNull(column);
        if (fixedLength && column.Length != RowCount)
            throw new ArgumentException($"column {column.Name} has {column.Length} rows, the frame {RowCount}", nameof(column));
        if (IndexOf(column.Name) is >= 0 and var index && index != replaced)
            throw new ArgumentException($"there is a column {column.Name} already", nameof(column));
    }
}
