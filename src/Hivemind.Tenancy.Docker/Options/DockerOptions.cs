using System.Net;

namespace Hivemind.Tenancy.Docker;

/// <summary>What tenants may run on which Docker engines. Checked when the host starts.</summary>
public sealed class DockerOptions
{
    /// <summary>Whose apps these are, where several platforms use one engine: an RFC 1123 label. <c>hivemind</c> unless set; never changed while apps run.</summary>
    public string Platform { get; set; } = "hivemind";

    /// <summary>The engines: at least one.</summary>
    public IList<DockerNode> Nodes { get; } = [];

    /// <summary>
    /// The images that tenants may run, <c>*</c> standing for any characters: <c>registry.example.com/*</c>. Names are completed as Docker
    /// does, so <c>nginx:*</c> is <c>docker.io/library/nginx:*</c>. Nothing is allowed unless set.
    /// </summary>
    public IList<string> AllowedImages { get; } = [];

    /// <summary>Images, written likewise, that lie on every node and come from no registry: any tenant may run them, and none is asked.</summary>
    public IList<string> LocalImages { get; } = [];

    /// <summary>The Linux capabilities that a spec may ask for, as <c>NET_BIND_SERVICE</c>. None unless set.</summary>
    public ISet<string> AllowedCapabilities { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether ports may be published on every address of a node; on loopback alone otherwise. False unless set.</summary>
    public bool AllowPublicPorts { get; set; }

    /// <summary>Volumes of the host's own, on every node, that tenants with shared storage may mount to read.</summary>
    public IList<Volume> SharedVolumes { get; } = [];

    /// <summary>Where the networks of tenants are cut from: collides with nothing that the nodes reach. 10.213.0.0/16 unless set.</summary>
    public IPNetwork NetworkPool { get; set; } = IPNetwork.Parse("10.213.0.0/16");

    /// <summary>The length of the prefix of each tenant's network: 16 to 29. 26 unless set, which holds 61 containers; 28 holds 13.</summary>
    public int NetworkPrefixLength { get; set; } = 26;

    /// <summary>The network of everybody who has none of their own, outside of <see cref="NetworkPool"/>. 10.214.0.0/18 unless set.</summary>
    public IPNetwork SharedNetwork { get; set; } = IPNetwork.Parse("10.214.0.0/18");

    /// <summary>What a replica may use whose spec asks for no CPU, in cores: 0.01 or more. 0.25 unless set.</summary>
    public decimal CpuCoresUnlessAsked { get; set; } = 0.25m;

    /// <summary>What a replica may use whose spec asks for no memory, in bytes: 6 MiB or more. 128 MiB unless set.</summary>
    public long MemoryBytesUnlessAsked { get; set; } = 128L << 20;

    /// <summary>How many processes and threads a replica may have: 1 or more. 512 unless set.</summary>
    public int ProcessesPerReplica { get; set; } = 512;

    /// <summary>How long a replica has to end by itself when it is stopped: 0 s to 10 min. 10 s unless set.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an engine may take to answer, image downloads aside, before it counts as silent: 1 s to 10 min. 30 s unless set.</summary>
    public TimeSpan AnswerLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often everything is looked at, beside what engines say by themselves: 1 s to 1 h. 15 s unless set.</summary>
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// An image with a shell, <c>httpd</c> and <c>wget</c> (busybox), for the throw-away containers that try what a node keeps apart; one of
    /// <see cref="LocalImages"/>, or pulled. Null, as it is unless set, tries nothing: then nothing counts as kept apart.
    /// </summary>
    public string? ProbeImage { get; set; }
}
