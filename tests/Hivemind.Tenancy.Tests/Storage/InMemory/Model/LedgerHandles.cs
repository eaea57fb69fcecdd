namespace Hivemind.Tenancy.Tests;

/// <summary>Allocations that were handed out, live or not, by id and admission number, and the marks that were read.</summary>
internal sealed class LedgerHandles
{
    private readonly List<(string Id, long Number)> _handedOut = [];
    private readonly List<long> _marks = [0];

    public bool Any => _handedOut.Count > 0;

    public (string Id, long Number) Handle(int index) => _handedOut[index % _handedOut.Count];

    public long Mark(int index) => _marks[index % _marks.Count];

    /// <summary>The last is what an observation most often began with.</summary>
    public long LastMark => _marks[^1];

    public void HandOut(string id, long number) => _handedOut.Add((id, number));

    public void HandOutMark(long change) => _marks.Add(change);
}
