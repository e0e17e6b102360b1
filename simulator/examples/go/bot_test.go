package bot

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

type sent struct{ Replies []struct{ Type, Text string } }

func simulator(t *testing.T, method, path string, body any) (answer sent) {
	payload, _ := json.Marshal(body)
	url := os.Getenv("LINE_API_BASE_URL") + "/simulator/" + path
	request, _ := http.NewRequest(method, url, bytes.NewReader(payload))
	request.Header.Set("content-type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	json.NewDecoder(response.Body).Decode(&answer)
	return answer
}

func TestEchoesText(t *testing.T) {
	bot := httptest.NewServer(newBot()) // your bot
	defer bot.Close()
	simulator(t, "POST", "reset", nil)
	simulator(t, "PUT", "settings", map[string]any{"webhookUrl": bot.URL})
	answer := simulator(t, "POST", "events", map[string]any{"type": "text", "text": "hello"})
	if len(answer.Replies) != 1 || answer.Replies[0].Text != "hello" {
		t.Fatalf("replied with %+v", answer.Replies)
	}
}
