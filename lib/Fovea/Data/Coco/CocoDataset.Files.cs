namespace Fovea.Data.Coco;

public sealed partial class CocoDataset
{
    /// <summary>
    /// Reads an instances file of COCO's format, front to back: no more of it is in memory than a buffer and the records. Of
    /// train2017 (450 MB) the records with all polygons take about 300 MB. Keys may come in any order; those that are not
    /// of the records are passed over. An empty segmentation is none; iscrowd is 0 where it is left out.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="outside">How far a box may reach outside its image, in pixels.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataSetException">
    /// The file cannot be read, is no JSON or truncated, lacks a key, or a record contradicts another one or cannot be: the
    /// message names the file, the record by its place and id, and the key.
    /// </exception>
    public static CocoDataset Read(string path, double outside = 1, CancellationToken cancellation = default) =>
        JsonFile.Open(path, (stream, name) => InstancesFile.Read(stream, name, outside, cancellation));

    /// <summary>Reads what a file holds from a stream.</summary>
    /// <param name="stream">From where it is.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="outside">How far a box may reach outside its image, in pixels.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DataSetException">As of a file.</exception>
    public static CocoDataset Read(Stream stream, string name, double outside = 1, CancellationToken cancellation = default) =>
        InstancesFile.Read(stream, name, outside, cancellation);

    /// <summary>Writes an instances file, whole or not at all; read again it gives the same records.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => InstancesFile.Write(path, this);
}
