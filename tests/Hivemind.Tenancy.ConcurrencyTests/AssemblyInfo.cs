using Xunit.Sdk;
using Xunit.v3;

// One exploration at a time: each takes over the scheduling of its process.
[assembly: Parallelization(Mode = ParallelMode.None)]

// The tester reports its progress on the console: seen only with a test that fails.
[assembly: CaptureConsole]
