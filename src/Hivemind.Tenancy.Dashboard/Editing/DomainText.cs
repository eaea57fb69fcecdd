namespace Hivemind.Tenancy.Dashboard;

/// <summary>What the domain says of a value, without what is said to programmers: the parameter's name and the value itself.</summary>
internal static class DomainText
{
    public static string Of(Exception exception)
    {
        string message = exception.Message;
        int end = exception is ArgumentException { ParamName: { Length: > 0 } name }
            ? message.LastIndexOf($" (Parameter '{name}')", StringComparison.Ordinal)
            : -1;
        return end < 0 ? message : message[..end];
    }
}
