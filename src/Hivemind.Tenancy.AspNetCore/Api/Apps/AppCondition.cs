using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The condition of a request that changes an app, by its <see cref="AppTag"/>. The manager compares it with what it changes, once the caller may change it.
/// </summary>
internal sealed class AppCondition
{
    public const string About = "Only if the app is at one of these entity tags (412 else); * for any";

    private readonly AppVersion[]? _versions;
    private readonly bool _isGiven;

    /// <summary>Reads the header.</summary>
    /// <exception cref="ApiProblemException">It is malformed (400).</exception>
    public AppCondition(string? ifMatch)
    {
        _isGiven = ifMatch is not null;
        _versions = EntityTags.Strong(ifMatch)
            ?.Select(tag => AppVersion.TryParse(tag.Trim('"'), out AppVersion version) ? version : default)
            .ToArray();
    }

    /// <summary>Makes a change on top of what fits; of several tags the manager says itself which that may be.</summary>
    /// <param name="change">The change of an app of this version; null for any.</param>
    /// <exception cref="AppConflictException">None fits.</exception>
    public async ValueTask<T> ApplyAsync<T>(Func<AppVersion?, ValueTask<T>> change)
    {
        if (_versions is null)
        {
            return await change(null).ConfigureAwait(false);
        }

        AppVersion expected = _versions.FirstOrDefault(); // no app's where no tag can be one
        foreach (AppVersion _ in _versions)
        {
            try
            {
                return await change(expected).ConfigureAwait(false);
            }
            catch (AppConflictException e) when (e.ActualVersion is { } actual && actual != expected && _versions.Contains(actual))
            {
                expected = actual;
            }
        }

        return await change(expected).ConfigureAwait(false);
    }

    /// <summary>Removes what fits. Of an app that is gone no tag fits, nor <c>*</c>; without a condition it may be gone.</summary>
    /// <param name="app">The app.</param>
    /// <param name="remove">Removes an app of this version, null for any, and says whether it was there.</param>
    /// <exception cref="AppConflictException">None fits.</exception>
    /// <exception cref="ApiProblemException">It is gone (412).</exception>
    public async ValueTask RemoveAsync(AppKey app, Func<AppVersion?, ValueTask<bool>> remove)
    {
        bool wasThere;
        try
        {
            wasThere = await ApplyAsync(remove).ConfigureAwait(false);
        }
        catch (AppNotFoundException)
        {
            wasThere = false;
        }

        if (_isGiven && !wasThere)
        {
            throw new ApiProblemException(TenancyProblemDetails.AppChanged(app, "It is gone.", actual: null));
        }
    }
}
