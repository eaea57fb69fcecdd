namespace Hivemind.Tenancy.Tests;

public sealed class InMemoryKeysTests
{
    [Fact]
    public void Write_takes_what_has_ended_and_nothing_else()
    {
        InMemoryKeys keys = new();
        keys.Write(Key(1), Record(TimeSpan.Zero));
        keys.Write(Key(2), Record(TimeSpan.FromHours(1)));
        keys.Write(Key(3), Record(IdempotencyKey.Life - TimeSpan.FromTicks(10)));
        keys.Count.Should().Be(3);

        keys.Write(Key(4), Record(IdempotencyKey.Life));

        keys.Count.Should().Be(3);
        keys.Find(Key(1)).Should().BeNull();
        keys.Find(Key(2)).Should().NotBeNull();
    }

    [Fact]
    public void Write_over_a_key_that_has_ended_keeps_the_new_one_for_its_whole_life()
    {
        InMemoryKeys keys = new();
        keys.Write(Key(1), Record(TimeSpan.Zero));
        IdempotencyRecord anew = Record(IdempotencyKey.Life);
        keys.Write(Key(1), anew);

        keys.Write(Key(2), Record((2 * IdempotencyKey.Life) - TimeSpan.FromTicks(10)));
        keys.Find(Key(1)).Should().BeSameAs(anew);
        keys.Write(Key(2), Record(2 * IdempotencyKey.Life));

        keys.Find(Key(1)).Should().BeNull();
        keys.Count.Should().Be(1);
    }

    private static IdempotencyKey Key(int number) => new("scope", $"{number}", "f");

    private static IdempotencyRecord Record(TimeSpan at) => new("f", "made", null, null, 0, Some.Time + at);
}
