using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Hivemind.Tenancy.Docker.Tests;

/// <summary>Sockets in another process's network namespace: a socket stays in the one that its thread was in.</summary>
internal static partial class NetworkNamespace
{
    private const int CloneNewNet = 0x40000000;

    /// <summary>A socket that listens on loopback there.</summary>
    public static Socket Listen(int pid, int port)
    {
        Socket? socket = null;
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using FileStream there = File.OpenRead($"/proc/{pid}/ns/net");
                if (SetNamespace((int)there.SafeFileHandle.DangerousGetHandle(), CloneNewNet) != 0)
                {
                    throw new InvalidOperationException($"setns: {Marshal.GetLastPInvokeError()}");
                }

                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                socket.Listen(16);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? socket! : throw failure;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int file, int kind);
}
