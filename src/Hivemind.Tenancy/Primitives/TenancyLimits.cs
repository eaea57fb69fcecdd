namespace Hivemind.Tenancy;

/// <summary>The longest and the most of everything, so that a store can size its columns. Lengths count UTF-16 characters.</summary>
public static class TenancyLimits
{
    /// <summary>Longest RFC 1123 label (tenant id, namespace): 63.</summary>
    public const int LabelLength = 63;

    /// <summary>Longest tenant name: 128.</summary>
    public const int NameLength = 128;

    /// <summary>Longest user id, group id and role id: 256.</summary>
    public const int UserIdLength = 256;

    /// <summary>Longest tenant description: 1,024.</summary>
    public const int DescriptionLength = 1024;

    /// <summary>Longest status reason: 1,024. Longer reasons of failed provisioners are cut.</summary>
    public const int ReasonLength = 1024;

    /// <summary>Longest <see cref="WorkloadReported.Subject"/>: 256.</summary>
    public const int ReportSubjectLength = 256;

    /// <summary>Longest <see cref="WorkloadReported.Reason"/>: 64.</summary>
    public const int ReportReasonLength = 64;

    /// <summary>Longest <see cref="WorkloadReported.Message"/>: 1,024.</summary>
    public const int ReportMessageLength = 1024;

    /// <summary>Longest label key and label value: 63.</summary>
    public const int LabelTextLength = 63;

    /// <summary>Most labels of a tenant: 64.</summary>
    public const int Labels = 64;

    /// <summary>Most parameters of a tenant or plan: 64.</summary>
    public const int Parameters = 64;

    /// <summary>Longest value of a parameter: 1,024.</summary>
    public const int ParameterLength = 1024;

    /// <summary>Most role bindings of a plan: 64.</summary>
    public const int PlanBindings = 64;

    /// <summary>Most namespaces of a tenant: 1,000.</summary>
    public const int Namespaces = 1000;

    /// <summary>Longest allocation id and allocation source: 256.</summary>
    public const int AllocationIdLength = 256;

    /// <summary>Longest scope, key and fingerprint of an <c>IdempotencyKey</c>: 256.</summary>
    public const int IdempotencyKeyLength = 256;

    /// <summary>Longest name of a resource: 317, which is a prefix of 253, a slash, and a name of 63.</summary>
    public const int ResourceNameLength = ResourcePrefixLength + 1 + LabelLength;

    /// <summary>Most resources beside the five known ones in one set of amounts: 64.</summary>
    public const int OtherResources = 64;

    /// <summary>Most allocations of one tenant, held and committed: 1,000,000.</summary>
    public const int Allocations = 1_000_000;

    /// <summary>Most resources beside the five known ones that one tenant holds at a time: 256.</summary>
    public const int HeldResources = 256;

    /// <summary>Most rows of one page: 1,000.</summary>
    public const int PageSize = 1000;

    /// <summary>Longest prefix of a resource name, a DNS-1123 subdomain.</summary>
    internal const int ResourcePrefixLength = 253;

    internal const string QualifiedNameRule =
        "a Kubernetes qualified name is an optional DNS-1123 subdomain of up to 253 characters and '/', then 1 to 63 of letters, digits, "
        + "'-', '_' and '.', starting and ending with a letter or digit";

    internal const string LabelRule = "1 to 63 of a-z, 0-9 and '-', starting and ending with a letter or digit";
}
