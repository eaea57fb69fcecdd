namespace Hivemind.Tenancy.Dashboard;

/// <summary>What was typed makes no sense: says why in words for people.</summary>
/// <param name="text">A key of <see cref="DashboardTexts"/>, with places for the arguments.</param>
/// <param name="arguments">What stands in these places.</param>
internal sealed class FieldException(string text, params object[] arguments) : Exception(text)
{
    public string Text => Message;

    public object[] Arguments => arguments;
}
