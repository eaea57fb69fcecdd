using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The part of <c>Vary</c> (RFC 9110, 12.5.5) that is the tenant's: the headers that name it.</summary>
internal sealed class TenantVary(IReadOnlyCollection<string> headers)
{
    private const string Everything = "*";

    private readonly string[] _headers = [.. headers.Distinct(StringComparer.OrdinalIgnoreCase)];
    private readonly StringValues _alone = string.Join(", ", headers.Distinct(StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether a header names the tenant.</summary>
    public bool IsNeeded => _headers.Length > 0;

    /// <summary>Adds what is missing. Not once the response has started.</summary>
    public void Ensure(IHeaderDictionary response)
    {
        StringValues vary = response.Vary;
        StringValues with = With(vary);
        if (with != vary)
        {
            response.Vary = with;
        }
    }

    /// <summary>The value with what it lacks. One that says "everything" lacks nothing: caches know it only when it stands alone.</summary>
    public StringValues With(StringValues vary)
    {
        if (StringValues.IsNullOrEmpty(vary))
        {
            return _alone;
        }

        string[] said = [.. vary.Where(v => v is not null).SelectMany(v => v!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        string[] missing = [.. _headers.Except(said, StringComparer.OrdinalIgnoreCase)];
        return missing.Length == 0 || said.Contains(Everything) ? vary : string.Join(", ", said.Concat(missing));
    }
}
