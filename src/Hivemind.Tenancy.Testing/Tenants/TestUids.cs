using System.Security.Cryptography;
using System.Text;

namespace Hivemind.Tenancy.Testing;

/// <summary>Uids that are the same in every run: one for each id.</summary>
internal static class TestUids
{
    public static TenantUid Of(string id) => new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16)));
}
