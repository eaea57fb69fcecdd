namespace Hivemind.Tenancy.Docker;

/// <summary>Hands on what is reported at once and in order, on the reporter's thread.</summary>
internal sealed class ImmediateProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
