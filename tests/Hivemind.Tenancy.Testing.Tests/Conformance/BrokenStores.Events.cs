using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <content>Faults of the event log and of searching tenants.</content>
internal static partial class BrokenStores
{
    private static IEnumerable<Broken<TenantStoreHarness>> OfEvents()
    {
        yield return Filtered("events of updates are not recorded", "Update: replaces the tenant and records the change", e => e is not TenantUpdated);
        yield return Filtered("every third event is lost", "Event: come in order after the number given up to the limit", e => e.Sequence % 3 != 0);
        yield return Store("an event commits later than one with a larger number", "Event: are never missed by who follows them", inner =>
        {
            long largest = 0;
            object gate = new();
            return On("ReadEventsAsync", (args, call) =>
            {
                lock (gate)
                {
                    EventPage page = Now<EventPage>(call);
                    TenancyEvent[] visible = [.. page.Events.Where(e => e.Sequence % 5 != 0 || e.Sequence < largest)];
                    largest = visible.Select(e => e.Sequence).Append(largest).Max();
                    return Result(Page((EventQuery)args[0]!, page, visible));
                }
            });
        });
        yield return Asked("the former tenant's events can be read", "Event: of one tenant begin with its last creation", inner => q =>
            q.Tenant is { } tenant ? Own(inner, q, e => e.TenantId == tenant.Id) : Now(inner.ReadEventsAsync(q, default)));
        yield return Store("a report is stamped by who makes it", "Event: of reports are recorded in the tenants step whatever its status", _ =>
            On("ReportAsync", (args, call) => Result(Now<TenancyEvent>(call) with { OccurredAt = ((TenancyEvent)args[1]!).OccurredAt })));
        yield return Store("only an active tenant is told", "Event: of reports are recorded in the tenants step whatever its status", inner => On("ReportAsync", (args, call) =>
            Now(inner.FindAsync(((TenantReference)args[0]!).Id, default)) is { Status: not TenantStatus.Active } found ? throw new TenantNotActiveException(found.Id, found.Status) : call()));
        yield return Store("a report is not recorded", "Event: of reports are recorded in the tenants step whatever its status", _ => On("ReportAsync", (args, _) => Result((TenancyEvent)args[1]!)));
        yield return Asked("kinds are ignored", "Event query: takes only the kinds asked for", inner => q => Now(inner.ReadEventsAsync(q with { Kinds = null }, default)));
        yield return Asked("only the first kind counts", "Event query: takes only the kinds asked for", inner => q =>
            Now(inner.ReadEventsAsync(q.Kinds is { } kinds ? q with { Kinds = [kinds.First()] } : q, default)));
        yield return Asked("from is exclusive", "Event query: takes only the time asked for", inner => q => Now(inner.ReadEventsAsync(q with { From = q.From?.AddTicks(10) }, default)));
        yield return Asked("until is inclusive", "Event query: takes only the time asked for", inner => q => Now(inner.ReadEventsAsync(q with { Until = q.Until?.AddTicks(10) }, default)));
        yield return Asked("newest first is ignored", "Event query: comes newest first in pages that go back", inner => q => Now(inner.ReadEventsAsync(q with { NewestFirst = false }, default)));
        yield return Asked("a page back begins with the last one of the page before", "Event query: comes newest first in pages that go back", inner => q =>
            Now(inner.ReadEventsAsync(q is { NewestFirst: true, After: > 0 and < long.MaxValue } ? q with { After = q.After + 1 } : q, default)));
        yield return Asked("the limit counts what is looked at", "Event query: counts what it returns and combines what is asked for", inner => q =>
            Page(q, Now(inner.ReadEventsAsync(q with { Kinds = null }, default)), null, e => q.Kinds is null || q.Kinds.Contains(e.GetType().Name)));
        yield return Asked("the uid is ignored", "Event query: of a uid are that tenants own whoever holds the id now", inner => q =>
            Now(inner.ReadEventsAsync(q with { Tenant = q.Tenant?.Id }, default)));
        yield return Asked("the uid counts for any id", "Event query: of a uid are that tenants own whoever holds the id now", inner => q =>
            q.Tenant is { Uid: { } uid } ? Own(inner, q, e => e.TenantUid == uid) : Now(inner.ReadEventsAsync(q, default)));
        yield return Asked("the newest number is that of the page", "Event query: says where the log stands", inner => q =>
        {
            EventPage page = Now(inner.ReadEventsAsync(q, default));
            return new EventPage(q, page.Events, page.OldestSequence, page.Events.Select(e => e.Sequence).DefaultIfEmpty().Max());
        });

        yield return Store("a wait looks no more once it has begun", "Event wait: ends when one is appended", inner =>
            On("WaitForEventsAsync", (args, call) => Newest(inner) > (long)args[0]! ? call() : Never(args)));
        yield return Store("a wait ends at the next event only", "Event wait: ends at once when there is one already", inner =>
            On("WaitForEventsAsync", (args, call) => With(args, 0, Math.Max((long)args[0]!, Newest(inner)), call)));
        yield return Store("an event between look and wait is slept past", "Event wait: never sleeps past an event that comes between look and wait", inner =>
            On("WaitForEventsAsync", (args, call) =>
            {
                if (Newest(inner) > (long)args[0]!)
                {
                    return call();
                }

                Thread.Sleep(2);
                return With(args, 0, Math.Max((long)args[0]!, Newest(inner)), call);
            }));
        yield return Store("one waiter of two is woken", "Event wait: holds nothing that others need", inner =>
        {
            int waiters = 0;
            return On("WaitForEventsAsync", (args, call) => Interlocked.Increment(ref waiters) % 2 == 0 ? Never(args) : call());
        });
        yield return Store("a wait cannot be cancelled once it has begun", "Event wait: can be cancelled at every moment", inner =>
            On("WaitForEventsAsync", (args, call) =>
            {
                ((CancellationToken)args[1]!).ThrowIfCancellationRequested();
                return With(args, 1, CancellationToken.None, call);
            }));
        yield return Store("one waiter's cancellation ends the others' waits", "Event wait: can be cancelled at every moment", inner =>
        {
            CancellationTokenSource all = new();
            return On("WaitForEventsAsync", (args, call) =>
            {
                ((CancellationToken)args[1]!).ThrowIfCancellationRequested();
                ((CancellationToken)args[1]!).Register(all.Cancel);
                return With(args, 1, all.Token, call);
            });
        });
        yield return Store("a follower's first wait never ends", "Event wait: follows every event of several writers", inner =>
        {
            int waits = 0;
            return On("WaitForEventsAsync", (args, call) => waits++ == 0 ? Never(args) : call());
        });

        yield return Store("one more than said is kept", "Event retention: keeps the newest and says what is gone", inner =>
            OnTrim(r => r with { KeepCount = r.KeepCount + 1 }));
        yield return Asked("that events are gone is not said", "Event retention: keeps the newest and says what is gone", inner => q =>
        {
            EventPage page = Now(inner.ReadEventsAsync(q, default));
            return new EventPage(q, page.Events, 1, page.NewestSequence);
        });
        yield return Store("age is ignored", "Event retention: trims by age from the beginning only", inner => OnTrim(r => r with { KeepFor = null }));
        yield return Store("an event goes a moment late", "Event retention: trims by age from the beginning only", inner => OnTrim(r => r with { KeepFor = r.KeepFor?.Add(TimeSpan.FromMicroseconds(1)) }));
        yield return Store("numbers begin again when all is trimmed", "Event retention: never gives a number again", inner =>
        {
            long offset = 0;
            return (method, args, call) =>
            {
                if (method.Name == "TrimEventsAsync")
                {
                    object? result = call();
                    offset = Now(inner.ReadEventsAsync(new EventQuery(), default)) is { Events.Count: 0 } empty ? empty.NewestSequence : offset;
                    return result;
                }

                return method.Name != "ReadEventsAsync" ? call() : Result(Shifted((EventQuery)args[0]!, inner, offset));
            };
        });
        yield return Store("named readers keep nothing", "Event retention: keeps what a named reader has not read up to its lag", inner => OnTrim(r => r with { Readers = [] }));
        yield return Store("the lag of a reader has no end", "Event retention: keeps what a named reader has not read up to its lag", inner => OnTrim(r => r with { MaxReaderLag = long.MaxValue / 2 }));
        yield return Store("only the first reader counts", "Event retention: keeps what a named reader has not read up to its lag", inner => OnTrim(r => r with { Readers = [.. r.Readers.Take(1)], KeepCount = r.KeepCount }));
        yield return Store("an acknowledgement goes back", "Event retention: acknowledges forward only and not what is not there", inner =>
            On("AcknowledgeEventsAsync", (args, call) => (long)args[1]! is > 0 and < 2 ? Result((long)args[1]!) : call()));
        yield return Store("an acknowledgement runs ahead", "Event retention: acknowledges forward only and not what is not there", inner =>
            On("AcknowledgeEventsAsync", (args, call) => (long)args[1]! > 100 ? Result((long)args[1]!) : call()));
        yield return Store("all goes in one step", "Event retention: removes a thousand in a step", inner =>
            On("TrimEventsAsync", (_, call) => Result(Now<int>(call) + Now<int>(call))));
        yield return Store("trimming counts what another removed", "Event retention: beside writers and another trimmer loses nothing that is kept", inner =>
            On("TrimEventsAsync", (_, call) => Result(Math.Max(1, Now<int>(call)))));
        yield return Asked("without its creation a tenant has no events", "Event retention: a tenant whose creation is gone is still read", inner => q =>
        {
            EventPage page = Now(inner.ReadEventsAsync(q, default));
            return q.Tenant is null || page.Events is [TenantCreated, ..] ? page : Page(q, page, []);
        });
    }

    private static IEnumerable<Broken<TenantStoreHarness>> OfSearch()
    {
        yield return Listed("text is ignored", "Search: finds text in id name and description", q => q with { Text = null }, (_, _) => true);
        yield return Listed("descriptions are not searched", "Search: finds text in id name and description", q => q with { Text = null }, (q, t) =>
            q.Text is null || Has(t.Id.Value, q.Text) || Has(t.Name, q.Text));
        yield return Listed("case counts in ids", "Search: finds text in id name and description", q => q with { Text = null }, (q, t) =>
            q.Text is null || t.Id.Value.Contains(q.Text, StringComparison.Ordinal) || Has(t.Name, q.Text) || Has(t.Description, q.Text));
        yield return Listed("texts are searched as one", "Search: finds text in id name and description", q => q with { Text = null }, (q, t) =>
            q.Text is null || Has(t.Id.Value + t.Name + t.Description, q.Text));
        yield return Listed("a per cent sign is any text", "Search: takes pattern characters for themselves", q => q with { Text = null }, (q, t) =>
            q.Text is null || q.Text == "%" || Has(t.Id.Value, q.Text) || Has(t.Name, q.Text) || Has(t.Description, q.Text));
        yield return Listed("an underscore is any character", "Search: takes pattern characters for themselves", q => q with { Text = null }, (q, t) =>
            q.Text is null || (q.Text == "a_b" && Has(t.Name, "axb")) || Has(t.Id.Value, q.Text) || Has(t.Name, q.Text) || Has(t.Description, q.Text));
        yield return Listed("a backslash is taken away", "Search: takes pattern characters for themselves", q => q with { Text = null }, (q, t) =>
            q.Text is null || q.Text.Replace(@"\", "", StringComparison.Ordinal) is var text && (Has(t.Id.Value, text) || Has(t.Name, text) || Has(t.Description, text)));
        yield return Listed("case is folded as ASCII", "Search: compares by to upper invariant in every script", q => q with { Text = null }, (q, t) =>
            q.Text is null || new[] { t.Id.Value, t.Name, t.Description ?? "" }.Any(p => AsciiUpper(p).Contains(AsciiUpper(q.Text), StringComparison.Ordinal)));
        yield return Listed("case is folded as a language does", "Search: compares by to upper invariant in every script", q => q with { Text = null }, (q, t) =>
            q.Text is null || new[] { t.Id.Value, t.Name, t.Description ?? "" }.Any(p => German(p).Contains(German(q.Text), StringComparison.Ordinal)));
        yield return Listed("one label of several is enough", "Search: takes only tenants with every label", q => q with { Labels = new Dictionary<string, string>() }, (q, t) =>
            q.Labels.Count == 0 || q.Labels.Any(l => t.Labels.TryGetValue(l.Key, out string? value) && value == l.Value));
        yield return Listed("values of labels are case-insensitive", "Search: takes only tenants with every label", q => q with { Labels = new Dictionary<string, string>() }, (q, t) =>
            q.Labels.All(l => t.Labels.TryGetValue(l.Key, out string? value) && string.Equals(value, l.Value, StringComparison.OrdinalIgnoreCase)));
        yield return Listed("labels are found in their JSON", "Search: tells hostile labels apart", q => q with { Labels = new Dictionary<string, string>() }, (q, t) =>
            q.Labels.All(l => System.Text.Json.JsonSerializer.Serialize(t.Labels).Contains(
                System.Text.Json.JsonSerializer.Serialize(l.Key) + ":" + System.Text.Json.JsonSerializer.Serialize(l.Value), StringComparison.Ordinal)));
        yield return Store("the limit of a search counts what is looked at", "Search: comes in pages with everything else that is asked for", inner =>
            On("ListAsync", (args, _) => (TenantQuery)args[0]! is var query
                ? Result<IReadOnlyList<Tenant>>([.. Now(inner.ListAsync(query with { Text = null }, default)).Where(query.Matches)])
                : null));
        yield return Store("a search finds what was before a change", "Search: follows changes", inner =>
        {
            List<Tenant> former = [];
            return (method, args, call) =>
            {
                if (method.Name == "UpdateAsync")
                {
                    former.Add(Now(inner.FindAsync(((Tenant)args[0]!).Id, default))!);
                }

                return method.Name != "ListAsync" ? call() : Result<IReadOnlyList<Tenant>>([.. Now<IReadOnlyList<Tenant>>(call).Concat(former.Where(((TenantQuery)args[0]!).Matches))]);
            };
        });
    }

    private static bool Has(string? text, string part) => text is not null && text.ToUpperInvariant().Contains(part.ToUpperInvariant(), StringComparison.Ordinal);

    private static string German(string text) => text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);

    private static string AsciiUpper(string text) => string.Concat(text.Select(c => char.IsAsciiLetterLower(c) ? (char)(c - 32) : c));

    private static long Newest(ITenantStore inner) => Now(inner.ReadEventsAsync(new EventQuery { Limit = 1 }, default)).NewestSequence;

    private static ValueTask Never(object?[] args) => new(Task.Delay(Timeout.Infinite, (CancellationToken)args[1]!));

    private static EventPage Page(EventQuery query, EventPage page, IReadOnlyList<TenancyEvent>? events, Func<TenancyEvent, bool>? only = null) =>
        new(query, events ?? [.. page.Events.Where(only!)], page.OldestSequence, page.NewestSequence);

    private static EventPage Own(ITenantStore inner, EventQuery query, Func<TenancyEvent, bool> only)
    {
        EventPage all = Now(inner.ReadEventsAsync(query with { Tenant = null, Limit = 1000 }, default));
        return Page(query, all, [.. all.Events.Where(only).Take(query.Limit)]);
    }

    private static EventPage Shifted(EventQuery query, ITenantStore inner, long offset)
    {
        EventPage page = Now(inner.ReadEventsAsync(query with { After = query.After + offset }, default));
        return new EventPage(query, [.. page.Events.Select(e => e with { Sequence = e.Sequence - offset })], page.OldestSequence - offset, page.NewestSequence - offset);
    }

    private static Around OnTrim(Func<EventRetention, EventRetention> change) =>
        On("TrimEventsAsync", (args, call) => With(args, 0, change((EventRetention)args[0]!), call));

    private static Broken<TenantStoreHarness> Asked(string fault, string caughtBy, Func<ITenantStore, Func<EventQuery, EventPage>> read) => Store(fault, caughtBy, inner =>
        On("ReadEventsAsync", (args, _) => Result(read(inner)((EventQuery)args[0]!))));

    private static Broken<TenantStoreHarness> Filtered(string fault, string caughtBy, Func<TenancyEvent, bool> only) => Asked(fault, caughtBy, inner => q =>
        Page(q, Now(inner.ReadEventsAsync(q, default)), null, only));

    private static Broken<TenantStoreHarness> Listed(string fault, string caughtBy, Func<TenantQuery, TenantQuery> without, Func<TenantQuery, Tenant, bool> only) => Store(fault, caughtBy, inner =>
        On("ListAsync", (args, _) => (TenantQuery)args[0]! is var query
            ? Result<IReadOnlyList<Tenant>>([.. Now(inner.ListAsync(without(query) with { Limit = 1000 }, default)).Where(t => only(query, t)).Take(query.Limit)])
            : null));
}
