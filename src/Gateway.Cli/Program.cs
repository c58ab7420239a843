using Gateway.Cli;

return await Gwctl.RunAsync(args, Console.Out, Console.Error);
