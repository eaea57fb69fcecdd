using System.Globalization;
using System.Text;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>Parts of an app as people type them. What makes no sense throws <see cref="FieldException"/>, or an <see cref="ArgumentException"/> of the domain.</summary>
internal static class AppReader
{
    public const int MostPort = 65_535;

    public static string Image(string text) =>
        text.Length > 0 ? text : throw new FieldException("Say which container image to run, for instance {0}.", "nginx:1.27");

    /// <summary>A namespace of the tenant.</summary>
    public static string Namespace(Tenant tenant, string text) =>
        tenant.Namespaces.Contains(text, StringComparer.Ordinal) ? text : throw new FieldException("Choose one of the tenant's namespaces.");

    /// <summary>A whole number within its range.</summary>
    public static int Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new FieldException("Write a number from {0} to {1}.", least, most);

    /// <summary>Words between white space. What is in quotes is one word; in double quotes, and outside of quotes, a backslash takes the next character as it is.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        List<string> words = [];
        StringBuilder? word = null;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                Add();
            }
            else if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                (word ??= new StringBuilder()).Append(text[++i]);
            }
            else if (quote == '\0' && (c is '"' or '\''))
            {
                quote = c;
                word ??= new StringBuilder();
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        if (quote != '\0')
        {
            throw new FieldException("A quotation mark ({0}) is opened and not closed.", quote);
        }

        Add();
        return words;

        void Add()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
    }

    /// <summary>One variable a line, as NAME=value; what is behind the first equals sign is the value, as it stands there.</summary>
    public static IReadOnlyDictionary<string, string> Environment(string text) => Pairs(text, "NAME=value");

    /// <summary>One variable a line, as NAME=name of a secret.</summary>
    public static IReadOnlyDictionary<string, SecretReference> Secrets(string text, IReadOnlyDictionary<string, string> environment)
    {
        IReadOnlyDictionary<string, string> names = Pairs(text, "NAME=secret");
        return names.Keys.FirstOrDefault(environment.ContainsKey) is { } twice
            ? throw new FieldException("'{0}' stands under Environment variables, too: it can be set once.", twice)
            : names.ToDictionary(n => n.Key, n => new SecretReference(n.Value.Trim()), StringComparer.Ordinal);
    }

    /// <summary>One resource a line, as name=amount.</summary>
    public static IReadOnlyDictionary<string, decimal> Others(string text) => Pairs(text, "name=amount").ToDictionary(
        p => TenantFields.IsKnown(p.Key) ? throw new FieldException("'{0}' has a field of its own.", p.Key) : p.Key, p => TypedAmount.Read(p.Key, p.Value.Trim()), StringComparer.Ordinal);

    /// <exception cref="FieldException">It is none.</exception>
    public static RestartPolicy Restart(string text) =>
        Enum.TryParse(text, out RestartPolicy policy) && Enum.IsDefined(policy) ? policy : throw new FieldException("Choose what becomes of it.");

    private static Dictionary<string, string> Pairs(string text, string form)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach ((int number, string line) in text.Split('\n').Select((l, i) => (i + 1, l)).Where(l => l.l.Trim().Length > 0))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                // What stands there may be confidential: only where it is said.
                throw new FieldException("Line {0} is not of the form {1}.", number, form);
            }

            string name = line[..equals].Trim();
            if (!variables.TryAdd(name, line[(equals + 1)..]))
            {
                throw new FieldException("'{0}' is there twice.", name);
            }
        }

        return variables;
    }

    /// <summary>Ports between white space or commas, each a number, with /udp where it is not TCP.</summary>
    public static IReadOnlyList<AppPort> Ports(string text, string exposure)
    {
        PortExposure from = Enum.TryParse(exposure, out PortExposure known) && Enum.IsDefined(known) ? known : PortExposure.Tenant;
        return [.. text.Split([' ', ',', ';', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(Port)];

        AppPort Port(string port)
        {
            string[] parts = port.Split('/');
            PortProtocol? protocol = parts.Length == 1 ? PortProtocol.Tcp : parts is [_, var name] ? Protocol(name) : null;
            return protocol is { } speaks && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostPort
                ? new AppPort(number, speaks, from)
                : throw new FieldException("'{0}' is no port. Write a number from 1 to 65535, with /udp behind it where it is not TCP.", Typed.Shortened(port, 40));
        }
    }

    private static PortProtocol? Protocol(string name) =>
        name.Equals("tcp", StringComparison.OrdinalIgnoreCase) ? PortProtocol.Tcp
        : name.Equals("udp", StringComparison.OrdinalIgnoreCase) ? PortProtocol.Udp
        : null;
}
