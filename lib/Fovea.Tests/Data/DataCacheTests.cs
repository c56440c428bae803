using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Fovea.Data;
using Fovea.Runner.Commands;
using Fovea.Tests.Training;

namespace Fovea.Tests.Data;

/// <summary>npm is a script that hands over an archive made here, and counts its calls.</summary>
public sealed class DataCacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string CacheFolder => folder.File("cache");

    private int Calls => File.Exists(folder.File("calls")) ? File.ReadAllLines(folder.File("calls")).Length : 0;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_set_is_fetched_once_and_then_free()
    {
        var (set, cache) = (Pack(("one.txt", "first"), ("sub/two.txt", "second")), Cache());

        Assert.False(cache.Has(set));
        var here = cache.Get(set);
        Assert.True(cache.Has(set));
        Assert.Equal(here, cache.Get(set));

        Assert.Equal(1, Calls);
        Assert.Equal(("first", "second"), (File.ReadAllText(Path.Combine(here, "one.txt")), File.ReadAllText(Path.Combine(here, "sub", "two.txt"))));
        Assert.Equal("pack thing@1.2.3", File.ReadAllLines(folder.File("calls"))[0][..16]);
        Assert.Equal([".lock", "set"], Names());
    }

    [Fact]
    public void Files_that_the_catalog_does_not_list_stay_in_the_archive()
    {
        var set = Pack(("one.txt", "first"), ("../../escaped.txt", "bad"), ("install.js", "bad"));
        var listed = set with { Files = [set.Files[0]] };

        var here = Cache().Get(listed);

        Assert.Equal([".sha256", "one.txt"], new DirectoryInfo(here).GetFiles("*", SearchOption.AllDirectories).Select(file => file.Name).Order());
        Assert.False(File.Exists(folder.File("escaped.txt")));
    }

    [Fact]
    public void A_wrong_archive_is_told_with_both_hashes_and_leaves_nothing()
    {
        var set = Pack(("one.txt", "first"));
        var expected = new string('a', 64);

        var message = Assert.Throws<DataSetException>(() => Cache().Get(set with { Sha256 = expected })).Message;

        Assert.Matches($"thing-1.2.3.tgz is not set of the catalog: SHA-256 expected {expected}, found {set.Sha256} ", message);
        Assert.Equal([".lock"], Names());
    }

    [Fact]
    public void A_wrong_file_within_is_told_with_both_hashes_and_leaves_nothing()
    {
        var set = Pack(("one.txt", "first"), ("two.txt", "second"));
        var expected = new string('b', 64);
        var wrong = set with { Files = [set.Files[0], set.Files[1] with { Sha256 = expected }] };

        var message = Assert.Throws<DataSetException>(() => Cache().Get(wrong)).Message;

        Assert.Matches($"two.txt of .*thing-1.2.3.tgz is not set's: SHA-256 expected {expected}, found {set.Files[1].Sha256} ", message);
        Assert.Equal([".lock"], Names());
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        var set = Pack(("one.txt", "first"));
        var wanting = set with { Files = [.. set.Files, new DataFile("three.txt", 1, new string('c', 64))] };
        Assert.EndsWith("lacks three.txt of set", Assert.Throws<DataSetException>(() => Cache().Get(wanting)).Message);
        Assert.Equal([".lock"], Names());
    }

    [Fact]
    public void A_new_version_takes_the_place_of_the_old_only_once_it_is_whole()
    {
        var cache = Cache();
        var old = Pack(("one.txt", "first"));
        cache.Get(old);

        var changed = Pack(("one.txt", "changed"));
        Assert.Throws<DataSetException>(() => cache.Get(changed with { Files = [changed.Files[0] with { Sha256 = new string('d', 64) }] }));
        Assert.Equal("first", File.ReadAllText(Path.Combine(cache.FolderOf(old), "one.txt")));
        Assert.True(cache.Has(old));

        Assert.Equal("changed", File.ReadAllText(Path.Combine(cache.Get(changed), "one.txt")));
        Assert.Equal((false, true), (cache.Has(old), cache.Has(changed)));
    }

    [Fact]
    public void What_a_killed_process_left_does_not_stand_in_the_way()
    {
        Directory.CreateDirectory(Path.Combine(CacheFolder, ".set", "files"));
        File.WriteAllText(Path.Combine(CacheFolder, ".set", "files", "one.txt"), "half");
        Directory.CreateDirectory(Path.Combine(CacheFolder, "set"));
        var set = Pack(("one.txt", "first"));
        Assert.Equal("first", File.ReadAllText(Path.Combine(Cache().Get(set), "one.txt")));
        Assert.Equal([".lock", "set"], Names());
    }

    [Fact]
    public void Without_network_npm_is_quoted_and_the_way_out_is_told()
    {
        var set = Pack(("one.txt", "first"));
        Npm("echo 'npm error code ENOTFOUND' >&2; echo 'npm error network request failed' >&2; echo 'npm error A complete log of this run' >&2; exit 1");

        var message = Assert.Throws<DataSetException>(() => Cache().Get(set)).Message;

        Assert.Equal($"""
            set: npm did not fetch thing@1.2.3: code ENOTFOUND
            network request failed
            Without network, run `npm pack thing@1.2.3` where there is one and put thing-1.2.3.tgz into {CacheFolder}.
            """, message);
        Assert.Equal([".lock"], Names());
    }

    [Fact]
    public void An_archive_put_into_the_cache_is_taken_instead_of_npms_and_stays()
    {
        var set = Pack(("one.txt", "first"));
        Directory.CreateDirectory(CacheFolder);
        File.Copy(folder.File("thing-1.2.3.tgz"), Path.Combine(CacheFolder, set.Archive));

        Assert.Equal("first", File.ReadAllText(Path.Combine(Cache().Get(set), "one.txt")));
        Assert.Equal(0, Calls);
        Assert.Equal([".lock", "set", "thing-1.2.3.tgz"], Names());
    }

    [Fact]
    public void Without_npm_the_package_to_install_is_named() => Assert.Contains("apt-get install npm",
        Assert.Throws<DataSetException>(() => new DataCache(CacheFolder, folder.File("no-such-npm")).Get(Pack(("one.txt", "first")))).Message);

    [Fact]
    public async Task Cancelling_ends_npm_and_leaves_nothing()
    {
        var set = Pack(("one.txt", "first"));
        Npm("echo $$ > ../../pid; sleep 600");
        using var cancellation = new CancellationTokenSource();
        var fetch = Task.Run(() => Cache().Get(set, cancellation.Token));
        while (!File.Exists(folder.File("pid")) || File.ReadAllText(folder.File("pid")).Length == 0)
            await Task.Delay(20);
        var npm = int.Parse(File.ReadAllText(folder.File("pid")));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Assert.Equal([".lock"], Names());
        Assert.False(Directory.Exists($"/proc/{npm}"));
    }

    [Fact]
    public async Task Several_who_want_the_same_set_fetch_it_once()
    {
        var set = Pack(("one.txt", "first"));
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Cache().Get(set))));
        Assert.Equal((1, 1), (Calls, all.Distinct().Count()));
    }

    [Fact]
    public void The_command_lists_what_is_here_and_refuses_what_it_does_not_know()
    {
        var (output, errors) = (new StringWriter(), new StringWriter());

        Assert.Equal(ExitCode.Fine, DataCommand.Run([], Cache(), output, errors, TestContext.Current.CancellationToken));
        Assert.Matches(@"cifar10\s+not here\n[^~]*139 MB to fetch[^~]*mnist\s+not here", output.ToString());
        Assert.Equal(ExitCode.BadInput, DataCommand.Run(["cifar11"], Cache(), output, errors, TestContext.Current.CancellationToken));
        Assert.Equal("fovea: no data set cifar11: there are cifar10, mnist, resnet-imagenet, digit-scenes\n", errors.ToString());
        Assert.False(Directory.Exists(CacheFolder));
    }

    private DataCache Cache()
    {
        if (!File.Exists(folder.File("npm")))
            Npm("cp ../../thing-1.2.3.tgz .");
        return new DataCache(CacheFolder, folder.File("npm"));
    }

    /// <summary>Runs in a folder beneath the cache.</summary>
    private void Npm(string body)
    {
        File.WriteAllText(folder.File("npm"), $"#!/bin/sh\necho \"$@\" >> ../../calls\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.File("npm"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string[] Names() => [.. new DirectoryInfo(CacheFolder).GetFileSystemInfos().Select(entry => entry.Name).Order()];

    private DataSet Pack(params (string Name, string Text)[] files)
    {
        var path = folder.File("thing-1.2.3.tgz");
        using (var tar = new TarWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest), TarEntryFormat.Ustar))
            foreach (var (name, text) in files)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"package/{name}") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        return new DataSet("set", "", "", "", "", "thing", "1.2.3", new FileInfo(path).Length, Hash(File.ReadAllBytes(path)),
            [.. files.Select(file => new DataFile(file.Name, file.Text.Length, Hash(Encoding.UTF8.GetBytes(file.Text))))]);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
