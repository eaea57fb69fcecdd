using Hivemind.Tenancy.Workloads;

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

    [Fact]
    public void Volumes_are_new_with_a_size_and_there_already_without_one() => MountReader.Read("data /var/lib/data 10 GiB\n\n uploads  /srv/uploads \nlogs /logs read-only\nmaps /maps shared").Should().Equal(
        VolumeMount.Own("data", "/var/lib/data", 10L << 30), VolumeMount.Existing("uploads", "/srv/uploads"), VolumeMount.Existing("logs", "/logs", isReadOnly: true), VolumeMount.Shared("maps", "/maps"));

    [Theory]
    [InlineData("data", "is no volume")]
    [InlineData("data /a 10", "Say the unit")]
    [InlineData("data /a 10 GiB read-only", "is no unit")]
    [InlineData("a /x\na /y", "is there twice")]
    [InlineData("a /x\nb /x", "is there twice")]
    public void Volumes_that_make_no_sense_are_refused(string text, string why) =>
        FluentActions.Invoking(() => MountReader.Read(text)).Should().Throw<FieldException>().Which.Text.Should().Contain(why);

    [Theory]
    [InlineData("data relative 1 GiB")]
    [InlineData("data /a/../b 1 GiB")]
    [InlineData("Data /a")]
    [InlineData("data /a 0 B")]
    public void Volumes_that_the_domain_does_not_have_are_refused(string text) => FluentActions.Invoking(() => MountReader.Read(text)).Should().Throw<ArgumentException>();

    [Fact]
    public void Secrets_are_named_and_never_shown_where_they_are_none()
    {
        Dictionary<string, string> environment = new() { ["A"] = "1" };
        AppReader.Secrets("DB=shop/database\n KEY = k ", environment).Should().Equal(
            new Dictionary<string, SecretReference> { ["DB"] = new("shop/database"), ["KEY"] = new("k") });
        FluentActions.Invoking(() => AppReader.Secrets("hunter2", environment)).Should().Throw<FieldException>().Which.Arguments.Should().Equal(1, "NAME=secret");
        FluentActions.Invoking(() => AppReader.Secrets("A=shop/a", environment)).Should().Throw<FieldException>().Which.Arguments.Should().Equal("A");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("80/sctp")]
    [InlineData("80/tcp/udp")]
    [InlineData("+80")]
    public void What_is_no_port_is_refused(string text) => FluentActions.Invoking(() => AppReader.Ports(text, string.Empty)).Should().Throw<FieldException>();
}
