namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>An answer about access.</summary>
/// <param name="Value">The answer.</param>
/// <param name="EndsIn">How long it holds at most, from when the source was asked: until the first of the bindings it rests on ends; null when none does.</param>
internal readonly record struct Lasting<T>(T Value, TimeSpan? EndsIn);
