import sys
import types


class Connection:
    def execute(self, statement):
        return types.SimpleNamespace(answer=int(statement.split()[1]))

    def rollback(self):
        pass

    close = rollback


def prepare():
    pyodbc = types.ModuleType("pyodbc")
    pyodbc.Error = type("Error", (Exception,), {})
    pyodbc.connect = lambda name: Connection()
    sys.modules["pyodbc"] = pyodbc
