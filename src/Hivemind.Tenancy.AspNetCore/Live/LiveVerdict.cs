namespace Hivemind.Tenancy.AspNetCore;

/// <summary>What has been found out about a pass.</summary>
/// <param name="MayGoOn">Whether its connections may go on; null when it could not be found out.</param>
/// <param name="Lasts">How long that holds at most unless an event says otherwise, from when it was asked; null for no end.</param>
internal readonly record struct LiveVerdict(bool? MayGoOn, TimeSpan? Lasts = null);
