namespace Hivemind.Tenancy;

/// <summary>
/// The five resources that every host knows. Any other is a Kubernetes qualified name: an optional DNS-1123 subdomain of up to 253
/// characters and <c>/</c>, then 1 to 63 of letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, starting and ending with a letter or
/// digit. So <c>gpu</c>, <c>nvidia.com/gpu</c>, <c>requests.storage</c>, <c>count/jobs.batch</c> and
/// <c>gold.storageclass.storage.k8s.io/requests.storage</c> are names as they stand in a ResourceQuota. Names compare ordinally.
/// <para>A ResourceQuota's <c>cpu</c>, <c>memory</c> and <c>services</c> are the known resources of these names; <c>requests.cpu</c>,
/// <c>limits.memory</c>, <c>pods</c> and all the rest are other resources, counted apart.</para>
/// </summary>
public static class ResourceNames
{
    /// <summary>CPU, in cores in steps of 0.001 (one millicore).</summary>
    public const string Cpu = "cpu";

    /// <summary>Memory, in bytes.</summary>
    public const string Memory = "memory";

    /// <summary>Storage, in bytes.</summary>
    public const string Storage = "storage";

    /// <summary>Containers, a count.</summary>
    public const string Containers = "containers";

    /// <summary>Services, a count.</summary>
    public const string Services = "services";

    /// <summary>
    /// How many steps make one unit of a resource: 1,000 for <see cref="Cpu"/> and every name that ends in <c>cpu</c>
    /// (<c>requests.cpu</c>, <c>limits.cpu</c>), 1 for any other. A store keeps steps, which are exact integers.
    /// </summary>
    /// <param name="resource">The name of a resource, known or other.</param>
    public static int StepsPerUnit(string resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.EndsWith(Cpu, StringComparison.Ordinal) ? 1000 : 1;
    }
}
