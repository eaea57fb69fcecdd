using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// Reads from a request for which tenant it is: nothing, one id, or several, which is refused. What it returns is only a name: the
/// verified door decides.
/// </summary>
/// <param name="http">The request. The user is signed in already; honour <see cref="HttpContext.RequestAborted"/>.</param>
public delegate ValueTask<StringValues> TenantResolver(HttpContext http);
