using System.Text;

namespace Hivemind.Tenancy;

/// <summary>Makes any exception's message fit <see cref="Tenant.StatusReason"/>.</summary>
internal static class StatusReasons
{
    public static string Storable(string reason)
    {
        StringBuilder text = new();
        foreach (Rune rune in reason.EnumerateRunes())
        {
            string next = Rune.IsControl(rune) ? " " : rune.ToString();
            if (text.Length + next.Length > TenancyLimits.ReasonLength)
            {
                break;
            }

            text.Append(next);
        }

        return text.ToString();
    }
}
