using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>Names the option, the value it has and what is allowed.</summary>
internal sealed class HivemindTenancyOptionsValidator : IValidateOptions<HivemindTenancyOptions>
{
    private const string Options = nameof(HivemindTenancyOptions) + ".";
    private const int MaxThresholds = 8;
    private const int MaxOtherResources = 256;
    private const int MaxEvents = 10_000_000;
    private const int MaxReaders = 64;

    private static readonly TimeSpan ShortestRetention = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestUsage = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestRetention = TimeSpan.FromDays(36_525);

    public ValidateOptionsResult Validate(string? name, HivemindTenancyOptions options)
    {
        List<string> failures = [];
        if (!HivemindTenancyOptions.IsLease(options.DefaultLease))
        {
            failures.Add(
                $"{Options}{nameof(options.DefaultLease)} is {options.DefaultLease}: {HivemindTenancyOptions.MinLease} to {HivemindTenancyOptions.MaxLease} is allowed.");
        }

        if (options.QuotaThresholds is { } thresholds && !IsValid(thresholds))
        {
            failures.Add(
                $"{Options}{nameof(options.QuotaThresholds)} is [{string.Join(", ", thresholds)}]: "
                + $"up to {MaxThresholds} percentages of 1 to 100 in growing order are allowed.");
        }

        failures.AddRange(EventFailuresOf(options));
        if (options.DefaultPlan is { } plan && !PlanReference.TryParse(plan, out _))
        {
            failures.Add($"{Options}{nameof(options.DefaultPlan)} is '{plan}': the name of a plan, or name@version, is allowed.");
        }

        if (options.DefaultTenant?.Plan is { } ofDefault)
        {
            failures.Add(
                $"{Options}{nameof(options.DefaultTenant)} names the plan '{ofDefault}', which cannot be published before that tenant is there: none is allowed.");
        }

        if (options.RetainUsage is { } usage && (usage < ShortestUsage || usage > LongestRetention))
        {
            failures.Add($"{Options}{nameof(options.RetainUsage)} is {usage}: {ShortestUsage} to {LongestRetention} is allowed.");
        }

        if (options.OtherResources is { } others)
        {
            failures.AddRange(FailuresOf(others, options.DefaultTenant));
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> EventFailuresOf(HivemindTenancyOptions options)
    {
        if (options.RetainEventsCount is < 1 or > MaxEvents)
        {
            yield return $"{Options}{nameof(options.RetainEventsCount)} is {options.RetainEventsCount}: 1 to {MaxEvents} is allowed.";
        }

        if (options.RetainEventsFor is { } age && (age < ShortestRetention || age > LongestRetention))
        {
            yield return $"{Options}{nameof(options.RetainEventsFor)} is {age}: {ShortestRetention} to {LongestRetention} is allowed.";
        }

        if (options.MaxEventReaderLag is < 1 or > MaxEvents)
        {
            yield return $"{Options}{nameof(options.MaxEventReaderLag)} is {options.MaxEventReaderLag}: 1 to {MaxEvents} is allowed.";
        }

        if (options.RetainEventsUntilReadBy is { } readers
            && (readers.Count > MaxReaders || readers.Any(r => r is not { Length: > 0 and <= TenancyLimits.UserIdLength })))
        {
            yield return $"{Options}{nameof(options.RetainEventsUntilReadBy)}: up to {MaxReaders} names of 1 to {TenancyLimits.UserIdLength} characters are allowed.";
        }
    }

    private static IEnumerable<string> FailuresOf(IReadOnlyList<string> others, TenantSpec? defaultTenant)
    {
        const string option = Options + nameof(HivemindTenancyOptions.OtherResources);
        if (others.Count > MaxOtherResources)
        {
            yield return $"{option} has {others.Count} names: at most {MaxOtherResources} are allowed.";
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string name in others)
        {
            if (ProblemOf(name) is { } problem)
            {
                yield return $"{option}: {problem}";
            }
            else if (!names.Add(name))
            {
                yield return $"{option} has '{name}' twice.";
            }
        }

        if (defaultTenant is not null && DeclaredResources.Undeclared(names, defaultTenant.ResourceQuotas) is { } undeclared)
        {
            yield return $"{Options}{nameof(HivemindTenancyOptions.DefaultTenant)} has a quota of '{undeclared}', which {nameof(HivemindTenancyOptions.OtherResources)} does not name.";
        }
    }

    private static string? ProblemOf(string? name)
    {
        if (name is null)
        {
            return "a name is null.";
        }

        try
        {
            ResourceRules.OtherName(name, nameof(name));
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    private static bool IsValid(IReadOnlyList<int> thresholds) =>
        thresholds.Count <= MaxThresholds
        && thresholds.All(t => t is >= 1 and <= 100)
        && thresholds.Zip(thresholds.Skip(1)).All(pair => pair.First < pair.Second);
}
