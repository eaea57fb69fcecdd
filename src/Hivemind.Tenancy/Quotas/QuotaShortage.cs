namespace Hivemind.Tenancy;

/// <summary>One resource that did not fit, in the resource's unit: cores, bytes or a count.</summary>
/// <param name="Resource">The resource, see <see cref="ResourceNames"/>.</param>
/// <param name="Requested">How much was asked for; for a resize, how much more.</param>
/// <param name="Used">How much is committed.</param>
/// <param name="Reserved">How much is held for leases.</param>
/// <param name="Limit">The effective limit, grace included.</param>
public sealed record QuotaShortage(string Resource, decimal Requested, decimal Used, decimal Reserved, decimal Limit)
{
    /// <summary>For instance <c>cpu: requested 2, used 7, reserved 0.5, limit 8</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Resource}: requested {Requested}, used {Used}, reserved {Reserved}, limit {Limit}");
}
