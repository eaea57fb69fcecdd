namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>One of several things that a field can be.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Text">What people read.</param>
public sealed record FieldChoice(string Value, string Text);
