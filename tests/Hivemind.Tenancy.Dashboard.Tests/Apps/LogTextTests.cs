namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain\ttext", "plain\ttext")]
    [InlineData("\u001b[1;31mred\u001b[0m and \u001b[2J", "red and \u241b[2J")]
    [InlineData("a\rb\u0000c\u007f", "a\u240db\u2400c\u2421")]
    [InlineData("\u202Eevil\u2066x\u2069\u200F\u061C", "[U+202E]evil[U+2066]x[U+2069][U+200F][U+061C]")]
    [InlineData("a\u2028b\u0085c\uFEFF", "a[U+2028]b[U+0085]c[U+FEFF]")]
    [InlineData("\u0645\u06CC\u200C\u062E", "\u0645\u06CC\u200C\u062E")]
    [InlineData("\u001b[", "\u241b[")]
    [InlineData("\u001b[31", "\u241b[31")]
    public void What_would_be_obeyed_is_shown(string text, string shown) => LogText.Harmless(text, 100).Should().Be(shown);

    [Fact]
    public void Halves_of_characters_are_replaced_and_whole_ones_stay() => LogText.Harmless("\ud83d\ude00 \ud83d x \ude00", 100).Should().Be("\ud83d\ude00 \ufffd x \ufffd");

    [Fact]
    public void What_is_too_long_is_cut()
    {
        LogText.Harmless(new string('x', 101), 100).Should().Be(new string('x', 100) + "…");
        LogText.Harmless("abc\ud83d\ude00", 4).Should().Be("abc\ufffd…");
    }
}
