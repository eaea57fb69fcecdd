namespace Hivemind.Tenancy.Tests;

/// <summary>Allocations that were handed out, live or not: the model's number and the store's token of each, which must stay a pair.</summary>
internal sealed class LedgerHandles
{
    private readonly Dictionary<long, long> _tokens = [];
    private readonly List<(string Id, long Number)> _handedOut = [];

    public bool Any => _handedOut.Count > 0;

    public (string Id, long Number) Handle(int index) => _handedOut[index % _handedOut.Count];

    public long Token(long number) => _tokens[number];

    public void HandOut(string id, long number) => _handedOut.Add((id, number));

    /// <summary>Binds what both named; fails when they did not mean the same allocation.</summary>
    public void Bind(LedgerOutcome model, LedgerOutcome store)
    {
        foreach ((long number, long token) in model.Tokens.Zip(store.Tokens))
        {
            if (_tokens.TryGetValue(number, out long known))
            {
                token.Should().Be(known, "allocation {0} of the model is the same one", number);
            }
            else
            {
                _tokens.Values.Should().NotContain(token, "allocation {0} of the model is a new one", number);
                _tokens.Add(number, token);
            }
        }
    }
}
