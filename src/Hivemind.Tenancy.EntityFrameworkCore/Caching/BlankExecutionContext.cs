namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The execution context in which nothing was ever set: no caller's tenant, trace or other ambient values.</summary>
internal static class BlankExecutionContext
{
    private static readonly ExecutionContext Blank = Capture();

    /// <summary>
    /// Begins work that is not of one caller on this thread, as a call would, so that what needs no wait is done at the return; nobody
    /// waits for the end, and the work never throws.
    /// </summary>
    public static void Begin(Func<Task> work) => ExecutionContext.Run(Blank, static state => _ = ((Func<Task>)state!)(), work);

    /// <summary>A thread that is started without one has it.</summary>
    private static ExecutionContext Capture()
    {
        ExecutionContext? blank = null;
        Thread thread = new(() => blank = ExecutionContext.Capture()) { IsBackground = true };
        thread.UnsafeStart();
        thread.Join();
        return blank!;
    }
}
