namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// What an app is to be. Immutable; two that say the same are equal, collections included. A malformed member is refused with an
/// <see cref="ArgumentException"/> that names it, its value and what is allowed; what members have to be together,
/// <see cref="IAppManager"/> refuses likewise.
/// </summary>
public sealed record AppSpec
{
    /// <summary>Most replicas: 1,000.</summary>
    public const int MaxReplicas = 1000;

    /// <summary>The name, an RFC 1123 label, unique within the namespace.</summary>
    public required string Name { get; init => field = AppRules.Label(value, nameof(Name)); }

    /// <summary>The namespace of the tenant that it stands in, an RFC 1123 label.</summary>
    public required string Namespace { get; init => field = AppRules.Label(value, nameof(Namespace)); }

    /// <summary>The image, 1 to 512 characters without white space: <c>nginx:1.27</c>.</summary>
    public required string Image
    {
        get;
        init => field = AppRules.Line(value, nameof(Image), AppRules.ImageLength).Any(char.IsWhiteSpace)
            ? throw AppRules.Refused(nameof(Image), value, "a reference without white space is allowed")
            : value;
    }

    /// <summary>What is run instead of the image's own entry point; empty for that. Up to 256 parts of 4,096 characters.</summary>
    public IReadOnlyList<string> Command { get; init => field = Words(value, nameof(Command)); } = EquatableList<string>.Empty;

    /// <summary>Arguments of the command; empty for the image's own. Up to 256 of 4,096 characters.</summary>
    public IReadOnlyList<string> Arguments { get; init => field = Words(value, nameof(Arguments)); } = EquatableList<string>.Empty;

    /// <summary>How many of it run: 1 to 1,000. 1 unless set; a job has 1.</summary>
    public int Replicas { get; init => field = AppRules.Range(value, 1, MaxReplicas, nameof(Replicas)); } = 1;

    /// <summary>What each replica may use, without the container itself, which is counted beside it, and without services, of which an app with ports is one. Nothing unless set; where the engine gives a replica something that it does not ask for, that is put in and held.</summary>
    public ResourceAmounts PerReplica
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value is { Containers: 0, Services: 0 } ? value : throw AppRules.Refused(
                nameof(PerReplica), value.ToString(), "containers and services are counted by themselves, so 0 of either is allowed");
        }
    }

    = ResourceAmounts.None;

    /// <summary>Its ports, none twice: together one service.</summary>
    public IReadOnlyList<AppPort> Ports { get; init => field = AppRules.List(value, nameof(Ports)); } = EquatableList<AppPort>.Empty;

    /// <summary>The storage that its replicas share, no path twice.</summary>
    public IReadOnlyList<VolumeMount> Volumes { get; init => field = AppRules.List(value, nameof(Volumes)); } = EquatableList<VolumeMount>.Empty;

    /// <summary>Environment variables: names of letters, digits and <c>_</c>, values of up to 32,768 characters. For what is confidential take <see cref="Secrets"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment
    {
        get;
        init => field = AppRules.Map(value, nameof(Environment), (name, text) =>
        {
            AppRules.VariableName(name, nameof(Environment));
            AppRules.Text(text, $"{nameof(Environment)} {name}", AppRules.ValueLength, isSecret: true);
        });
    }

    = EquatableMap<string>.Empty;

    /// <summary>Environment variables that the host sets from secrets when a container starts.</summary>
    public IReadOnlyDictionary<string, SecretReference> Secrets
    {
        get;
        init => field = AppRules.Map(value, nameof(Secrets), (name, _) => AppRules.VariableName(name, nameof(Secrets)));
    }

    = EquatableMap<SecretReference>.Empty;

    /// <summary>Marks for people: keys of 1 to 63 characters, values of up to 63.</summary>
    public IReadOnlyDictionary<string, string> Labels
    {
        get;
        init => field = AppRules.Map(value, nameof(Labels), (key, text) =>
        {
            AppRules.Line(key, nameof(Labels), TenancyLimits.LabelTextLength);
            AppRules.Text(text, $"{nameof(Labels)} {key}", TenancyLimits.LabelTextLength, isSecret: false);
        });
    }

    = EquatableMap<string>.Empty;

    /// <summary>The Linux capabilities that its processes keep, as <c>NET_BIND_SERVICE</c>, where the host allows them; empty, as it is unless set, for none.</summary>
    public IReadOnlyList<string> Capabilities
    {
        get;
        init => field = AppRules.List(value, nameof(Capabilities), name => AppRules.CapabilityName(name, nameof(Capabilities)));
    }

    = EquatableList<string>.Empty;

    /// <summary>Whether its processes can write to nothing but its volumes. False unless set.</summary>
    public bool IsRootReadOnly { get; init; }

    /// <summary>What becomes of a replica whose process has ended. <see cref="RestartPolicy.Always"/> unless set; a job's retries decide for it.</summary>
    public RestartPolicy Restart { get; init => field = AppRules.Defined(value, nameof(Restart)); } = RestartPolicy.Always;

    /// <summary>When a replica counts as ready. <see cref="AppReadiness.Running"/> unless set.</summary>
    public AppReadiness Readiness { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = AppReadiness.Running;

    /// <summary>That it is a job, which runs to its end; null, as it is unless set, for an app that keeps running.</summary>
    public AppJob? Job { get; init; }

    /// <summary>What the tenant holds for it: each replica is a container and its amounts, ports are one service, its own volumes are their storage.</summary>
    /// <exception cref="OverflowException">It is more than can be counted.</exception>
    public ResourceAmounts Amounts => OneReplica.Times(Replicas).Plus(Shared);

    /// <summary>What its replicas take together, however many: one service where it has ports, and the storage of its own volumes.</summary>
    /// <exception cref="OverflowException">It is more than can be counted.</exception>
    public ResourceAmounts Shared => new()
    {
        Services = Ports.Count > 0 ? 1 : 0,
        StorageBytes = Volumes.Aggregate(0L, (sum, volume) => checked(sum + volume.SizeBytes)),
    };

    /// <summary>The same, with what a replica is given of what it does not ask for.</summary>
    internal AppSpec Given(ResourceAmounts unlessAsked) => unlessAsked.Equals(ResourceAmounts.None) ? this : this with { PerReplica = PerReplica.Or(unlessAsked) };

    /// <summary>The names of the members that differ.</summary>
    internal IEnumerable<string> Differences(AppSpec other)
    {
        (string Name, bool IsSame)[] members =
        [
            (nameof(Image), Image == other.Image), (nameof(Command), Command.Equals(other.Command)), (nameof(Arguments), Arguments.Equals(other.Arguments)),
            (nameof(Replicas), Replicas == other.Replicas), (nameof(PerReplica), PerReplica.Equals(other.PerReplica)), (nameof(Ports), Ports.Equals(other.Ports)),
            (nameof(Volumes), Volumes.Equals(other.Volumes)), (nameof(Environment), Environment.Equals(other.Environment)), (nameof(Secrets), Secrets.Equals(other.Secrets)),
            (nameof(Labels), Labels.Equals(other.Labels)), (nameof(Capabilities), Capabilities.Equals(other.Capabilities)), (nameof(IsRootReadOnly), IsRootReadOnly == other.IsRootReadOnly),
            (nameof(Restart), Restart == other.Restart), (nameof(Readiness), Readiness == other.Readiness), (nameof(Job), Job == other.Job),
        ];
        return members.Where(m => !m.IsSame).Select(m => m.Name);
    }

    /// <summary>What one replica more takes.</summary>
    internal ResourceAmounts OneReplica => PerReplica.Plus(new ResourceAmounts { Containers = 1 });

    /// <summary>What members have to be together.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    internal AppSpec Validated(string paramName)
    {
        string? wrong = Job is not null && Replicas != 1 ? $"{nameof(Replicas)} {Replicas} is refused: a job has 1"
            : Twice(Ports.Select(p => $"{p.Number}/{p.Protocol}")) is { } port ? $"{nameof(Ports)} name {port} twice: each is named once"
            : Twice(Volumes.Select(v => v.Path)) is { } path ? $"{nameof(Volumes)} name the path '{path}' twice: each is named once"
            : Twice(Volumes.Select(v => v.Volume)) is { } volume ? $"{nameof(Volumes)} name '{volume}' twice: each is named once"
            : Secrets.Keys.FirstOrDefault(Environment.ContainsKey) is { } name ? $"'{name}' is in {nameof(Environment)} and in {nameof(Secrets)}: one of them sets a variable"
            : null;
        try
        {
            _ = Amounts.Plus(OneReplica);
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            wrong = $"{nameof(PerReplica)} times {nameof(Replicas)} is more than can be counted";
        }

        return wrong is null ? this : throw new ArgumentException($"{wrong}.", paramName);
    }

    private static string? Twice(IEnumerable<string> names) => names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;

    private static EquatableList<string> Words(IReadOnlyList<string> value, string member) =>
        AppRules.List(value, member, word => AppRules.Text(word, member, AppRules.ArgumentLength, isSecret: true));
}
