namespace Hivemind.Tenancy.Tests;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData("", "key", "f")]
    [InlineData("scope", " key", "f")]
    [InlineData("scope", "key", "two\nlines")]
    public void Texts_have_one_line_of_1_to_256_characters(string scope, string key, string fingerprint) =>
        FluentActions.Invoking(() => new IdempotencyKey(scope, key, fingerprint)).Should().Throw<ArgumentException>();

    [Fact]
    public void Longest_texts_are_kept_and_longer_ones_refused()
    {
        string longest = new('k', TenancyLimits.IdempotencyKeyLength);

        new IdempotencyKey(longest, longest, longest).Should().BeEquivalentTo(new { Scope = longest, Key = longest, Fingerprint = longest });
        FluentActions.Invoking(() => new IdempotencyKey(longest + "k", "key", "f")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new IdempotencyKey("scope", longest + "k", "f")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new IdempotencyKey("scope", "key", longest + "k")).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Life_is_a_day() => IdempotencyKey.Life.Should().Be(TimeSpan.FromHours(24));

    [Fact]
    public void Conflict_says_which_key_and_why_and_its_text_does_not_show_the_key()
    {
        IdempotencyKey key = new("scope-1", "key-1", "print-1");

        IdempotencyKeyConflictException conflict = new(key, IdempotencyKeyConflictReason.ResultGone);

        conflict.Key.Should().Be(key);
        conflict.Reason.Should().Be(IdempotencyKeyConflictReason.ResultGone);
        conflict.IsTransient.Should().BeFalse();
        conflict.Message.Should().NotContainAny("scope-1", "key-1", "print-1");
    }
}
