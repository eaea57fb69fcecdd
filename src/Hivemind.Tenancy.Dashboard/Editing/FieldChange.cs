namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>What somebody else changed while a form was open.</summary>
/// <param name="Label">Which field, in words.</param>
/// <param name="Before">What stood there when the form was loaded.</param>
/// <param name="Now">What stands there now.</param>
/// <param name="Yours">What the form would put there instead; null for nothing.</param>
/// <param name="By">Who changed it last; null when that is not known, or not for this reader.</param>
public sealed record FieldChange(string Label, string Before, string Now, string? Yours, string? By);
