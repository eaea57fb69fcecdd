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
                int there = Open($"/proc/{pid}/ns/net", 0);
                int result = SetNamespace(there, CloneNewNet);
                _ = Close(there);
                if (result != 0)
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

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int file, int kind);
}
