namespace Hivemind.Tenancy.Storage;

/// <summary>What an allocation is about to become: an absolute target with a lease of its own.</summary>
/// <param name="Target">What the amounts shall be.</param>
/// <param name="Extra">What counts beside the amounts: by how much the target exceeds them.</param>
/// <param name="Number">The number of this reservation: the tenant's number of changes when it was made.</param>
/// <param name="ExpiresTicks">When its lease ends, in UTC ticks.</param>
public sealed record GrowthState(ResourceAmounts Target, ResourceAmounts Extra, long Number, long ExpiresTicks)
{
    /// <summary>The growth of an allocation that has these amounts.</summary>
    public static GrowthState Of(ResourceAmounts target, ResourceAmounts amounts, long number, long expiresTicks) =>
        new(target, AmountRules.Beyond(target, amounts), number, expiresTicks);

    /// <summary>Whether its lease has ended.</summary>
    public bool HasEnded(DateTimeOffset now) => ExpiresTicks <= now.UtcTicks;
}
