namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Begins work that is not of one caller: without any caller's tenant, trace or other ambient values.</summary>
internal static class NoCaller
{
    private static readonly ExecutionContext Blank = CaptureBlank();

    /// <summary>Begins on this thread, as a call would; nobody waits for the end, and the work never throws.</summary>
    public static void Run(Func<Task> work) => ExecutionContext.Run(Blank, static state => _ = ((Func<Task>)state!)(), work);

    /// <summary>A thread that is started without one has the execution context in which nothing was ever set.</summary>
    private static ExecutionContext CaptureBlank()
    {
        ExecutionContext? blank = null;
        Thread thread = new(() => blank = ExecutionContext.Capture()) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return blank!;
    }
}
