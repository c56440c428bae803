using Fovea.Runner.Export;
using FsCheck;
using FsCheck.Fluent;

namespace Fovea.Tests.Export;

public class TerminalTextTests
{
    [Theory]
    [InlineData("\u001b[1;32mok\u001b[0m done", "ok done")]
    [InlineData("\u001b[38;2;10;20;30mrgb\u001b[m", "rgb")]
    [InlineData("\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("10%\r55%\r100%\n", "100%\n")]
    [InlineData("10%\r100%\r\nnext\r\n", "100%\nnext\n")]
    [InlineData("bell\u0007 tab\t end\u001b", "bell tab\t end")]
    [InlineData("a [1mb", "a [1mb")]
    public void WhatATerminalWouldLeaveRemains(string printed, string expected) =>
        Assert.Equal(expected, TerminalText.Plain(printed));

    [Fact]
    public void NoControlCharacterSurvivesAndTheRuleIsIdempotent() =>
        Prop.ForAll<NonNull<string>>(printed =>
        {
            var plain = TerminalText.Plain(printed.Get);
            return plain.All(c => c is '\n' or '\t' || !(c < ' ' || c == '\u007f')) && TerminalText.Plain(plain) == plain;
        }).Holds();
}
