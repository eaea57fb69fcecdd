using Hivemind.Tenancy.Benchmarks;

int rounds = BenchmarkRun.DefaultRounds;
string filter = string.Empty;
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--rounds" && i + 1 < args.Length && int.TryParse(args[i + 1], out rounds) && rounds > 0)
    {
        i++;
    }
    else if (filter.Length == 0 && args[i].Length > 0 && args[i][0] != '-')
    {
        filter = args[i];
    }
    else
    {
        Console.Error.WriteLine($"'{args[i]}' is not understood. Arguments: [part of an operation's name] [--rounds NUMBER]");
        return 2;
    }
}

return BenchmarkRun.Run(filter, rounds);
