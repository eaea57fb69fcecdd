using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.Tests;

public sealed class EventHandlerTests : IAsyncDisposable
{
    private readonly ScriptedHandler _first = new();
    private readonly ScriptedHandler _second = new();
    private readonly TenancyHost _host;

    public EventHandlerTests() => _host = new TenancyHost(services: services => services.AddAll<ITenancyEventHandler>([_first, _second]));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_that_throws_breaks_nothing_and_is_logged(bool later)
    {
        InvalidOperationException failure = new("mine");
        _first.Script = async (_, cancellation) =>
        {
            if (later)
            {
                await Task.Run(() => { }, cancellation);
            }

            throw failure;
        };

        Tenant created = await _host.CreateAsync();

        created.Status.Should().Be(TenantStatus.Active);
        _second.Seen.Should().Equal(nameof(TenantCreated), nameof(TenantStatusChanged));
        FakeLog[] errors = [.. Errors()];
        errors.Should().Equal(new FakeLog(6, nameof(ScriptedHandler), nameof(TenantCreated)), new FakeLog(6, nameof(ScriptedHandler), nameof(TenantStatusChanged)));
        _host.Logs.GetSnapshot().Where(r => r.Level == LogLevel.Error).Should().OnlyContain(r => r.Exception == failure && r.Category == "Hivemind.Tenancy");
    }

    [Fact]
    public async Task Handler_that_throws_at_once_without_a_task_breaks_nothing()
    {
        await using TenancyHost host = new(services: services => services.AddSingleton<ITenancyEventHandler>(new ThrowingHandler()));

        (await host.CreateAsync()).Status.Should().Be(TenantStatus.Active);

        host.Events.All.Should().HaveCount(2);
        host.Logs.GetSnapshot().Count(r => r.Id.Id == 6).Should().Be(2);
    }

    [Fact]
    public async Task Handler_that_throws_does_not_let_a_refused_caller_in()
    {
        await _host.CreateAsync();
        _first.Script = (_, _) => throw new InvalidOperationException("mine");

        Func<Task> enter = async () => await _host.Tenants.GetTenantContextAsync("stranger", Some.TenantId, Cancellation);

        await enter.Should().ThrowAsync<TenantAccessDeniedException>();
    }

    [Fact]
    public async Task Handler_that_hangs_until_cancelled_breaks_nothing()
    {
        using CancellationTokenSource source = new();
        await _host.CreateAsync();
        _first.Script = async (_, cancellation) =>
        {
            source.CancelAfter(TimeSpan.Zero);
            await Task.Delay(Timeout.Infinite, cancellation);
        };

        Tenant updated = await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, null, source.Token);

        updated.Description.Should().Be("new", "the change has happened all the same");
        (await _host.GetAsync()).Should().Be(updated);
        Errors().Should().ContainSingle();
    }

    [Fact]
    public async Task Handlers_are_called_after_the_change_is_stored_and_in_the_log()
    {
        List<bool> stored = [];
        _first.Script = async (e, cancellation) =>
        {
            Tenant? tenant = await _host.Tenants.FindTenantAsync(e.TenantId!.Value, cancellation);
            IReadOnlyList<TenancyEvent> log = (await _host.Tenants.ReadEventsAsync(new EventQuery { After = e.Sequence - 1, Limit = 1 }, cancellation)).Events;
            stored.Add(log.Single() == e && e switch
            {
                TenantCreated created => tenant == created.Tenant,
                TenantStatusChanged changed => tenant!.Status == changed.To,
                TenantUpdated updated => tenant == updated.After,
                TenantDeleted => tenant is null,
                _ => false,
            });
        };

        await _host.CreateAsync();
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, null, Cancellation);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        stored.Should().HaveCount(5).And.OnlyContain(s => s);
        Errors().Should().BeEmpty();
    }

    [Fact]
    public async Task Handlers_are_called_outside_locks()
    {
        await _host.CreateAsync("globex");
        _first.Script = async (e, cancellation) =>
        {
            if (e is TenantUpdated { Before.Id: { } id } && id == Some.OtherTenantId)
            {
                return;
            }

            // From another thread: a lock held by the one that waits would let it wait for ever.
            await Task.Run(
                async () =>
                {
                    await _host.Tenants.UpdateTenantAsync(Some.OtherTenantId, t => t with { Description = $"{e.Sequence}" }, null, cancellation);
                    await _host.Quotas.ReleaseAsync(Some.TenantId, "none", null, cancellation);
                    await _host.Access.ListBindingsAsync(null, cancellation);
                },
                cancellation);
        };

        await _host.CreateAsync();
        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
        await _host.Quotas.GrantGraceAsync(Some.TenantId, Some.Amounts(), Some.Time.AddDays(1), cancellationToken: Cancellation);

        Errors().Should().BeEmpty();
        (await _host.GetAsync("globex")).Version.Should().Be(2 + 4);
    }

    [Fact]
    public async Task Handlers_are_called_in_a_System_context_of_who_acted_and_the_caller_has_its_own_again()
    {
        List<TenantContext?> seen = [];
        _first.Script = (_, _) =>
        {
            seen.Add(TenantContext.Current);
            return ValueTask.CompletedTask;
        };
        await _host.CreateAsync();
        TenantContext context = Some.Context("acme", Some.Owner);

        using (context.Enter())
        {
            await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, null, Cancellation);
            TenantContext.Current.Should().BeSameAs(context);
            await Record.ExceptionAsync(() => _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask());
            TenantContext.Current.Should().BeSameAs(context);
        }

        seen.Should().HaveCount(4).And.OnlyContain(c => c!.IsSystem && c.BoundTo == null);
        seen.Select(c => c!.Actor).Should().Equal("hivemind-tenancy", "hivemind-tenancy", Some.Owner, Some.Owner);
        seen[2]!.Reason.Should().Be("handles TenantUpdated");
    }

    [Fact]
    public async Task Handler_that_causes_its_own_event_without_end_is_called_eight_deep_and_then_no_more()
    {
        int calls = 0;
        await using TenancyHost host = new(options => options.AllowNoContext = false);
        await using TenancyHost acting = new(options => options.AllowNoContext = false, services => services.AddSingleton<ITenancyEventHandler>(_first), sharing: host);
        _first.Script = async (_, token) =>
        {
            calls++;
            await acting.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = $"{calls}" }, null, token);
        };

        using (TenantContext.System("test", "begins").Enter())
        {
            await acting.CreateAsync();
        }

        calls.Should().Be(16, "8 deep for the creation, and for the activation");
        acting.Logs.GetSnapshot().Where(r => r.Id.Id == 10).Should().HaveCount(2).And.OnlyContain(r => r.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Handler_that_is_refused_is_not_called_with_its_own_refusal_without_end()
    {
        int calls = 0;
        await using TenancyHost host = new(options => options.AllowNoContext = false, services => services.AddSingleton<ITenancyEventHandler>(_first));
        _first.Script = async (_, token) =>
        {
            calls++;
            using TenantScope scope = Some.Context("globex", "nobody").Enter();
            await host.Tenants.GetTenantAsync(Some.TenantId, token);
        };

        await Record.ExceptionAsync(() => host.Tenants.GetTenantAsync(Some.TenantId, Cancellation).AsTask());

        calls.Should().Be(8);
    }

    [Fact]
    public async Task Context_that_a_handler_entered_and_did_not_leave_is_not_the_next_one_s()
    {
        List<TenantContext?> seen = [];
        await using TenancyHost host = new(services: services => services.AddAll<ITenancyEventHandler>([new LeakingHandler(), _second]));
        _second.Script = (_, _) =>
        {
            seen.Add(TenantContext.Current);
            return ValueTask.CompletedTask;
        };

        await host.CreateAsync();

        seen.Should().HaveCount(2).And.OnlyContain(c => c!.IsSystem && c.Actor == "hivemind-tenancy");
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public async Task Handler_is_made_without_a_context_and_what_it_starts_keeps_none()
    {
        await using TenancyHost host = new(services: services => services.AddSingleton<ITenancyEventHandler, StartingHandler>());

        using (Some.Context().Enter())
        {
            // A refusal is the first event.
            await host.Tenants.FindTenantAsync(Some.OtherTenantId, Cancellation);
        }

        host.Get<IEnumerable<ITenancyEventHandler>>().OfType<StartingHandler>().Single().Context.Should().BeNull();
    }

    [Fact]
    public async Task Handlers_are_called_in_order_of_registration_and_of_events()
    {
        List<string> order = [];
        _first.Script = (e, _) => Note("first", e);
        _second.Script = (e, _) => Note("second", e);

        await _host.CreateAsync();

        order.Should().Equal("first TenantCreated", "second TenantCreated", "first TenantStatusChanged", "second TenantStatusChanged");

        ValueTask Note(string name, TenancyEvent e)
        {
            order.Add($"{name} {e.GetType().Name}");
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task The_operation_waits_for_its_handlers()
    {
        TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _first.Script = async (_, _) => await slow.Task;

        Task<Tenant> creating = _host.CreateAsync();

        creating.IsCompleted.Should().BeFalse();
        slow.SetResult();
        (await creating).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task Handlers_of_the_acting_host_only_are_called_and_at_most_once()
    {
        await using TenancyHost other = new(sharing: _host);

        await _host.CreateAsync();
        await other.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);

        _host.Events.All.Select(e => e.Sequence).Should().Equal(1, 2);
        other.Events.All.Select(e => e.Sequence).Should().Equal(3);
    }

    [Fact]
    public async Task What_lost_a_race_is_reported_to_no_handler()
    {
        await _host.CreateAsync();
        _host.Events.Clear();
        Tenant before = await _host.GetAsync();

        await Record.ExceptionAsync(() => _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, before with { Version = before.Version + 1 }, Cancellation).AsTask());
        await Record.ExceptionAsync(() => _host.CreateAsync());

        _host.Events.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Refusals_are_reported_with_who_and_what()
    {
        await _host.CreateAsync();
        _host.Events.Clear();
        using IDisposable scope = Some.Context("acme", "mallory").Enter();

        await Record.ExceptionAsync(() => _host.Tenants.SuspendTenantAsync(Some.TenantId, "why", Cancellation).AsTask());

        _host.Events.All.Should().ContainSingle().Which.Should().Be(new AccessRefused
        {
            OccurredAt = Some.Time,
            TenantId = Some.TenantId,
            Actor = "mallory",
            UserId = "mallory",
            Operation = "SuspendTenantAsync",
            Reason = AccessRefusalReason.PermissionMissing,
            Permission = TenancyPermissions.SuspendTenant,
            Scope = PermissionScope.Global,
        });
    }

    private IEnumerable<FakeLog> Errors() => _host.Logs.GetSnapshot().Where(r => r.Level == LogLevel.Error).Select(r =>
        new FakeLog(r.Id.Id, r.GetStructuredStateValue("Handler"), r.GetStructuredStateValue("Event")));

    private sealed record FakeLog(int Id, string? Handler, string? Event);

    private sealed class StartingHandler : ITenancyEventHandler
    {
        public TenantContext? Context { get; } = TenantContext.Current;

        public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class LeakingHandler : ITenancyEventHandler
    {
        public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken)
        {
            Some.Context().Enter();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ThrowingHandler : ITenancyEventHandler
    {
        public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken) => throw new InvalidOperationException("at once");
    }
}
