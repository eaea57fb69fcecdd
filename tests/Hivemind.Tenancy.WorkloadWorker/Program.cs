using Hivemind.Tenancy.Workloads;
using Hivemind.Tenancy.WorkloadWorker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// One host process over a shared database and a shared engine, to be killed or to compete with others:
//   WorkloadWorker DATABASE SOCKET PLATFORM IMAGE POOL SHARED-NETWORK
// It says "ready", takes a command a line, see Commands, and answers each with a line. It ends with its input.
using IHost host = HostPlan.Of(args).Build();
await host.StartAsync();
Commands commands = new(host.Services.GetRequiredService<IAppManager>(), HostPlan.Of(args).Image, Console.Out);
commands.Say("ready");
while (await Console.In.ReadLineAsync() is { } line)
{
    await commands.DoAsync(line.Split(' '));
}

await host.StopAsync();
return 0;
