namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class AppReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  a   b\tc ", new[] { "a", "b", "c" })]
    [InlineData("say \"two words\" 'and three'", new[] { "say", "two words", "and three" })]
    [InlineData("a\"b c\"d ''", new[] { "ab cd", "" })]
    [InlineData("\"a\\\"b\" 'c\\d' e\\ f", new[] { "a\"b", "c\\d", "e f" })]
    public void Words_are_split_as_a_shell_does(string text, string[] words) => AppReader.Words(text).Should().Equal(words);

    [Theory]
    [InlineData("a \"b")]
    [InlineData("it's")]
    public void A_quote_that_is_not_closed_is_refused(string text) => FluentActions.Invoking(() => AppReader.Words(text)).Should().Throw<FieldException>();

    [Fact]
    public void Variables_keep_what_is_behind_the_first_equals_sign() =>
        AppReader.Environment("A=1\n\n B = two words \nC=x=y").Should().Equal(new Dictionary<string, string> { ["A"] = "1", ["B"] = " two words ", ["C"] = "x=y" });

    [Theory]
    [InlineData("A=1\nA=2")]
    [InlineData("=x")]
    [InlineData("nothing")]
    public void Variables_that_are_none_or_there_twice_are_refused(string text) => FluentActions.Invoking(() => AppReader.Environment(text)).Should().Throw<FieldException>();

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("80/sctp")]
    [InlineData("80/tcp/udp")]
    [InlineData("+80")]
    public void What_is_no_port_is_refused(string text) => FluentActions.Invoking(() => AppReader.Ports(text, string.Empty)).Should().Throw<FieldException>();
}
